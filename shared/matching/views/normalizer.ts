// Normalised views of a text, one code point at a time, so that any prefix of the text gives a prefix of the view.
//
// Decomposition (NFKD) instead of composition is what makes this possible: composing would depend on what follows.
import { asciiLookAlike } from './confusables.ts';
import { isHighSurrogate, isLowSurrogate, type ViewText } from './view-text.ts';

export type ViewOptions = {
  readonly lowercase: boolean;
  readonly removeDiacritics: boolean;
  readonly collapseWhitespace: boolean;
  /** Nothing is changed but Unicode's tag characters, which are seen as the letters that they spell. */
  readonly tagsOnly?: true;
};

/** The view that every policy has: what cannot be seen out, NFKD, look-alikes, digits and folded letters to ASCII. */
export const STANDARD_VIEW: ViewOptions = {
  lowercase: false,
  removeDiacritics: false,
  collapseWhitespace: false,
};

/** The other view that every policy has: a text may be spelled in tags, or have them strewn in. */
const TAG_VIEW: ViewOptions = { ...STANDARD_VIEW, tagsOnly: true };

/** Also controls that are no white space, marks of interlinear annotations, and the blank of braille. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]|(?![\t-\r\u0085])\p{Cc}/u;
/** Unicode's tags, from space to tilde. */
const TAG_OFFSET = 0xe0000;
const MARK = /\p{Mn}/u;
const DIGIT = /\p{Nd}/u;
const WHITESPACE = /\s/;
const UNKNOWN = 0;
const SAME = 1;
const CHANGED = 2;

export class Normalizer {
  readonly #options: ViewOptions;
  /** UTF-16 unit → whether it is itself in the view; filled as characters are met. */
  readonly #state = new Uint8Array(0x10000);
  readonly #images = new Map<number, string>();

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  /** ASCII characters stay as they are, but for controls. */
  get keepsAscii(): boolean {
    return !this.#options.lowercase && !this.#options.collapseWhitespace;
  }

  /** The first unit from `from` on that differs in the view, or `to`. */
  firstChange(text: string, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      let state = this.#state[unit] as number;
      if (state === UNKNOWN) state = this.#learn(unit);
      if (state === SAME) continue;
      if (!isHighSurrogate(unit) || !this.#isSamePair(text, at)) return at;
      at++;
    }
    return to;
  }

  /** The view of units `from` to `to`; `base` is the offset of unit 0 of `text` in the channel's text. */
  view(text: string, from: number, to: number, base: number, afterSpace = false): ViewText {
    const pieces: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    let spaceBefore = afterSpace;
    for (let at = from; at < to; ) {
      const point = text.codePointAt(at) ?? 0;
      const width = point > 0xffff ? 2 : 1;
      const image = this.#imageIn(point, spaceBefore);
      if (image !== '') spaceBefore = image === ' ';
      pieces.push(image);
      for (let i = 0; i < image.length; i++) {
        starts.push(base + at);
        ends.push(base + at + width);
      }
      at += width;
    }
    const offsets = { starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
    return { text: pieces.join(''), base, ...offsets };
  }

  #imageIn(point: number, spaceBefore: boolean): string {
    const image = this.#imageOf(point);
    return this.#options.collapseWhitespace && spaceBefore && image === ' ' ? '' : image;
  }

  #learn(unit: number): number {
    const isPair = isHighSurrogate(unit) || isLowSurrogate(unit);
    const image = isPair ? '' : this.#imageOf(unit);
    const plain = String.fromCharCode(unit);
    const isKept = image === plain && !(this.#options.collapseWhitespace && plain === ' ');
    const state = isKept ? SAME : CHANGED;
    this.#state[unit] = state;
    return state;
  }

  #isSamePair(text: string, at: number): boolean {
    const point = text.codePointAt(at) ?? 0;
    return point > 0xffff && this.#imageOf(point) === String.fromCodePoint(point);
  }

  #imageOf(point: number): string {
    const known = this.#images.get(point);
    if (known !== undefined) return known;
    const image = this.#compute(point);
    this.#images.set(point, image);
    return image;
  }

  #compute(point: number): string {
    const char = String.fromCodePoint(point);
    if (this.#options.tagsOnly === true) return tagOf(point) ?? char;
    if (UNSEEN.test(char)) return '';
    const direct = toAscii(point);
    const decomposed = direct ?? Array.from(char.normalize('NFKD'), asciiOrSame).join('');
    return Array.from(decomposed, (part) => this.#fold(part)).join('');
  }

  #fold(char: string): string {
    if (UNSEEN.test(char)) return '';
    if (this.#options.removeDiacritics && MARK.test(char)) return '';
    if (this.#options.collapseWhitespace && WHITESPACE.test(char)) return ' ';
    return this.#options.lowercase ? char.toLowerCase() : char;
  }
}

const asciiOrSame = (char: string): string => toAscii(char.codePointAt(0) ?? 0) ?? char;

/** Letters that full case folding writes otherwise than NFKD does. Source: Unicode's CaseFolding.txt, 17.0. */
const FOLDED: ReadonlyMap<number, string> = new Map([
  [0xdf, 'ss'],
  [0x130, 'I'],
  [0x345, 'ι'],
  [0x1e9e, 'SS'],
]);

/** The character that a tag stands for; null: it is none. */
const tagOf = (point: number): string | null =>
  point >= TAG_OFFSET + 0x20 && point <= TAG_OFFSET + 0x7e
    ? String.fromCharCode(point - TAG_OFFSET)
    : null;

/** Null for ASCII itself, and for what has no ASCII counterpart. */
function toAscii(point: number): string | null {
  if (point < 0x80) return null;
  return FOLDED.get(point) ?? digitOf(point) ?? asciiLookAlike(point);
}

/** The zeros of digit sets that do not begin in column 0 or 6: Myanmar Extended-C, Ol Onal. */
const ODD_DIGIT_ZEROS = [0x116da, 0x1e5f1];

/** Digit sets begin in column 0 or 6 of the code charts, with those exceptions. */
function digitOf(point: number): string | null {
  if (!DIGIT.test(String.fromCodePoint(point))) return null;
  if (point >= 0x1d7ce && point <= 0x1d7ff) return String((point - 0x1d7ce) % 10);
  const oddZero = ODD_DIGIT_ZEROS.find((zero) => point >= zero && point <= zero + 9);
  if (oddZero !== undefined) return String(point - oddZero);
  const column = point & 15;
  const fromZero = column < 6 || (column < 10 && DIGIT.test(String.fromCodePoint(point - column)));
  return String(fromZero ? column : column - 6);
}

export const standardNormalizer = new Normalizer(STANDARD_VIEW);
export const tagNormalizer = new Normalizer(TAG_VIEW);
