// Assertions (^ $ \A \z \b \B) as truth tables over the kinds of the characters before and after a gap.

/** What a character is to an assertion. Beyond either end of the text stands EDGE. */
export const EDGE = 0;
export const LINE_BREAK = 1;
export const WORD_CHAR = 2;
export const OTHER_CHAR = 3;

/** Bit `before * 4 + after` says whether the gap may be passed. Conjunction is `&`, alternative is `|`. */
export const ALWAYS = 0xffff;
export const NEVER = 0;

function table(holds: (before: number, after: number) => boolean): number {
  let bits = 0;
  for (let before = 0; before < 4; before++)
    for (let after = 0; after < 4; after++)
      if (holds(before, after)) bits |= 1 << (before * 4 + after);
  return bits;
}

const isWord = (kind: number): boolean => kind === WORD_CHAR;

export const TEXT_START = table((before) => before === EDGE);
export const TEXT_END = table((_, after) => after === EDGE);
export const LINE_START = table((before) => before === EDGE || before === LINE_BREAK);
export const LINE_END = table((_, after) => after === EDGE || after === LINE_BREAK);
export const WORD_BOUNDARY = table((before, after) => isWord(before) !== isWord(after));
export const NOT_WORD_BOUNDARY = table((before, after) => isWord(before) === isWord(after));

export const holds = (condition: number, before: number, after: number): boolean =>
  ((condition >> (before * 4 + after)) & 1) === 1;

/** The four bits over `after` that remain once the character before is known; 15 means "whatever follows". */
export const rowOf = (condition: number, before: number): number =>
  (condition >> (before * 4)) & 15;
