// What counts as part of a word for whole-word terms: letters, digits, marks and _, in scripts that write spaces.

/** Scripts without spaces between words: every character may begin a word there. */
const WORD =
  /[[\p{L}\p{N}\p{M}_]--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]]/v;

const NO = 1;
const YES = 2;
const table = new Uint8Array(0x10000);

/** UTF-16 unit by unit; halves of a surrogate pair are no word characters. */
export function isWordUnit(unit: number): boolean {
  const known = table[unit] as number;
  if (known !== 0) return known === YES;
  const isWord = WORD.test(String.fromCharCode(unit));
  table[unit] = isWord ? YES : NO;
  return isWord;
}
