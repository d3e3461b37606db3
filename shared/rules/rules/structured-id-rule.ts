// Rule type `structured_id`: cards, bank accounts and national numbers, told from other numbers by their checksums.
import type { Detectors, RuleContext } from '../detectors.ts';
import type { RegexPattern } from '../matchers.ts';
import type { Check, CompiledRule, Mask } from '../policy.ts';
import {
  type IdentifierFormat,
  type IdentifierType,
  identifierFormats,
  nationalIdTypes,
} from './identifier-formats.ts';
import { readMaskChar, readReplacement } from './mask-config.ts';
import { ownPattern } from './pattern-source.ts';

const VISIBLE_CHARS = 4;

export function compileStructuredIdRule({ config, rule }: RuleContext): Detectors {
  const types = new Set<IdentifierType>();
  if (config.flag('detect_credit_cards', true)) types.add('credit_card');
  if (config.flag('detect_iban', true)) types.add('iban');
  if (config.flag('detect_bic', true)) types.add('bic');
  const national = config.words('national_id_types', nationalIdTypes);
  if (config.flag('detect_national_ids', false))
    for (const type of national.length > 0 ? national : nationalIdTypes) types.add(type);
  const needsChecksum = config.flag('require_valid_checksum', true);
  const style = config.oneOf('mask_style', ['partial', 'full', 'type_only'], 'partial');
  const replacement = readReplacement(config);
  const char = readMaskChar(config);
  if (types.size === 0) config.refuse('', 'detects nothing');
  const maskOf = (type: IdentifierType): Mask => {
    if (replacement !== null) return { kind: 'text', text: replacement };
    if (style === 'type_only') return { kind: 'text', text: `[${type.toUpperCase()}]` };
    return style === 'full'
      ? { kind: 'chars', char }
      : { kind: 'partial', char, visible: VISIBLE_CHARS };
  };
  return {
    patterns: Array.from(types, (type) =>
      identifierPattern(type, rule, maskOf(type), needsChecksum),
    ),
  };
}

function identifierPattern(
  type: IdentifierType,
  rule: CompiledRule,
  mask: Mask,
  needsChecksum: boolean,
): RegexPattern {
  const format = identifierFormats[type];
  return {
    automaton: ownPattern(format.pattern, format.exactCase !== true),
    pattern: { rule, mask, mode: 'each', check: checkOf(format, needsChecksum), commits: false },
  };
}

const checkOf =
  ({ isPlausible, isValid }: IdentifierFormat, needsChecksum: boolean): Check =>
  (candidate) => {
    const id = candidate.text.replace(/[ .-]/g, '').toUpperCase();
    if (!isPlausible(id, candidate)) return null;
    if (needsChecksum && isValid !== undefined && !isValid(id)) return null;
    return { from: 0, to: candidate.text.length };
  };
