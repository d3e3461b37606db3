// The model's name as usage keeps it: short, and one per model, whatever text a request holds.
import { createHash } from 'node:crypto';

/** What calls are counted under that name no model, or one that their provider would not take. */
export const UNKNOWN_MODEL = 'unknown';

/** Part of a table key, which may have 1,024 bytes in all. */
const MAX_BYTES = 200;
const PLAIN = /^[\x21-\x7e]{1,200}$/;

/** Ordinary names as they are; other text without control characters, and cut with a digest where it is too long. */
export function modelName(model: string): string {
  if (model === '') return UNKNOWN_MODEL;
  if (PLAIN.test(model)) return model;
  const text = model.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd');
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const digest = createHash('sha256').update(model).digest('hex').slice(0, 12);
  return `${Array.from(text).slice(0, 40).join('')}…${digest}`;
}
