// Rule type `base64_payload`: long runs of base64 that are data and not words.
import type { ConfigReader } from '../config-reader.ts';
import type { Detectors, RuleContext } from '../detectors.ts';
import { traitsOf } from '../matchers.ts';
import type { CompiledPattern, Mask } from '../policy.ts';
import { type Base64Limits, isUnwantedPayload } from './base64-check.ts';
import { Base64Scanner, type Base64Settings } from './base64-scanner.ts';
import { readMaskChar, readReplacement } from './mask-config.ts';

const MANY = 10_000_000;

export function compileBase64Rule({ config, rule }: RuleContext): Detectors {
  const minLength = config.integer('min_length', { min: 16, max: 100_000 }, 50);
  const maxOccurrences = config.integer('max_occurrences', { min: 0, max: MANY }, 0);
  const limits: Base64Limits = {
    maxLength: config.integer('max_length', { min: 1, max: MANY }, 0),
    maxDecodedBytes: config.integer('max_decoded_bytes', { min: 1, max: MANY }, 0),
    allowDataUris: config.flag('allow_data_uris', true),
    mimeAllowlist: mimeTypes(config, 'mime_allowlist'),
    mimeBlocklist: mimeTypes(config, 'mime_blocklist'),
    detectFileSignature: config.flag('detect_file_signature', true),
  };
  const pattern: CompiledPattern = {
    rule,
    mask: readMask(config),
    mode: 'leftmost',
    check: null,
    commits: false,
  };
  const settings: Base64Settings = {
    minLength,
    maxOccurrences,
    isUnwanted: (payload) => isUnwantedPayload(payload, limits),
    traits: traitsOf(rule),
  };
  return {
    matchers: [
      {
        patterns: [pattern],
        createScanner: (maxHoldChars) => new Base64Scanner(settings, maxHoldChars),
      },
    ],
  };
}

function readMask(config: ConfigReader): Mask {
  const replacement = readReplacement(config);
  const char = readMaskChar(config);
  const style = config.oneOf('mask_style', ['type_only', 'full', 'partial'], 'type_only');
  if (replacement !== null) return { kind: 'text', text: replacement };
  if (style === 'type_only') return { kind: 'text', text: '[BASE64]' };
  return style === 'full' ? { kind: 'chars', char } : { kind: 'partial', char, visible: 4 };
}

const mimeTypes = (config: ConfigReader, field: string): string[] =>
  config.texts(field, 100, 100).map((text) => text.toLowerCase());
