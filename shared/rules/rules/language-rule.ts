// Rule type `language_detection`: blocks, or watches, texts by the language that they are written in.

import { detectLanguage, MAX_DETECTION_CHARS } from '../../matching/language/detect-language.ts';
import { languageCodes } from '../../matching/language/language-data.ts';
import type { Detectors, RuleContext } from '../detectors.ts';
import { refuseMask } from './model-based-rules.ts';

export function compileLanguageRule({ config, rule }: RuleContext): Detectors {
  const mode = config.oneOf('mode', ['blocklist', 'allowlist'], 'blocklist');
  const languages = config.words('languages', languageCodes);
  if (languages.length === 0) config.refuse('languages', 'must name at least one language');
  const threshold = config.number('threshold', { min: 0, max: 1 }, 0.5);
  const minLength = config.integer('min_length', { min: 1, max: 4_000 }, 20);
  const unknownMatches = config.oneOf('decision_on_error', ['allow', 'block'], 'allow') === 'block';
  refuseMask(config, rule.action);
  const matches = (text: string): boolean => {
    if (Array.from(text).length < minLength) return false;
    const found = detectLanguage(text);
    if (found === null || found.confidence < threshold) return unknownMatches;
    return languages.includes(found.language) === (mode === 'blocklist');
  };
  return { wholeText: [{ rule, maxChars: MAX_DETECTION_CHARS, matches }] };
}
