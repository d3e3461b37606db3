// What counts as part of a word for whole-word terms: letters, digits, marks and _, in scripts that write spaces.

/** Scripts without spaces between words: every character may begin a word there. */
const WORD =
  /[[\p{L}\p{N}\p{M}_]--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]]/v;

const NO_WORD = 1;
export const IS_WORD = 2;

/** UTF-16 unit → NO_WORD, IS_WORD, or 0 before it was met first. Open, because the inner loops of scanners read it. */
export const wordKinds = new Uint8Array(0x10000);

/** UTF-16 unit by unit; halves of a surrogate pair are no word characters. */
export function learnWordKind(unit: number): number {
  const kind = WORD.test(String.fromCharCode(unit)) ? IS_WORD : NO_WORD;
  wordKinds[unit] = kind;
  return kind;
}

export const isWordUnit = (unit: number): boolean =>
  (wordKinds[unit] || learnWordKind(unit)) === IS_WORD;
