// Whether bytes are one JSON object, from its beginning to its end.

import { isObject } from './is-object.ts';

/** Above this, parsing would need many times the size in memory; then only the structure is looked at. */
const MAX_PARSED_BYTES = 1024 * 1024;

export const isWholeJson = (bytes: Buffer): boolean =>
  bytes.length <= MAX_PARSED_BYTES ? parses(bytes) : isBalanced(bytes);

function parses(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value);
  } catch {
    return false;
  }
}

const [QUOTE, ESCAPE, OPENING, CLOSING] = [0x22, 0x5c, 0x7b, 0x7d];
const isSpace = (byte = 0): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Every brace is closed, and nothing but space stands around: what is cut anywhere is not. */
function isBalanced(bytes: Buffer): boolean {
  let start = 0;
  while (isSpace(bytes[start])) start++;
  if (bytes[start] !== OPENING) return false;
  let end = bytes.length;
  while (isSpace(bytes[end - 1])) end--;
  return endOfObject(bytes, start) === end - 1;
}

/** The index of the brace that ends the object which begins at `start`; -1 when there is none. */
function endOfObject(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at >= 0 && at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPENING) depth++;
    else if (byte === CLOSING && --depth === 0) return at;
    else if (byte === QUOTE) at = endOfString(bytes, at);
    if (at < 0) break;
  }
  return -1;
}

/** The index of the quote that ends the text which begins at `start`; -1 when there is none. */
function endOfString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end >= 0 && isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let escapes = 0;
  while (bytes[at - 1 - escapes] === ESCAPE) escapes++;
  return escapes % 2 === 1;
}
