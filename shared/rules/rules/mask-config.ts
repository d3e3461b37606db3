// The fields that say how a redacted span is shown.
import type { ConfigReader } from '../config-reader.ts';
import type { Mask } from '../policy.ts';

const MAX_REPLACEMENT = 256;

/** Null when absent: the mask character is used. */
export const readReplacement = (config: ConfigReader): string | null =>
  config.text('replacement', { min: 0, max: MAX_REPLACEMENT });

/** One character, `*` unless told. */
export function readMaskChar(config: ConfigReader): string {
  const char = config.text('mask_char', { min: 1, max: 2 }, '*') ?? '*';
  if (Array.from(char).length === 1) return char;
  config.refuse('mask_char', 'must be one character');
  return '*';
}

export const maskOf = (replacement: string | null, maskChar: string): Mask =>
  replacement === null ? { kind: 'chars', char: maskChar } : { kind: 'text', text: replacement };
