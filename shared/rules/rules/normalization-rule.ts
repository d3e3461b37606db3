// Rule type `normalization`: one more view that all other rules of the policy match on. It changes no text.

import { Normalizer } from '../../matching/views/normalizer.ts';
import type { Detectors, RuleContext } from '../detectors.ts';

export function compileNormalizationRule({ config, rule }: RuleContext): Detectors {
  // These three are part of the standard view already, whatever is said here.
  config.oneOf('unicode_form', ['NFKC', 'NFC', 'NFKD', 'NFD', 'none'], 'NFKC');
  config.flag('homoglyph_mapping', false);
  config.flag('remove_zero_width', false);
  const options = {
    lowercase: config.flag('lowercase', false),
    removeDiacritics: config.flag('remove_diacritics', false),
    collapseWhitespace: config.flag('collapse_whitespace', false),
  };
  if (rule.action !== 'allow')
    config.refuse('', 'a normalization is a view for other rules: its decision must be allow');
  const addsSomething = Object.values(options).some(Boolean);
  return { normalizers: addsSomething ? [new Normalizer(options)] : [] };
}
