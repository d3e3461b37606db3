// Unicode properties and case variants as sets, read from the JavaScript engine's own tables, so that no data is shipped.
import { type CharSet, charSet } from './char-set.ts';

/** Constant expressions only: a tenant's name selects one of these, and never becomes part of an expression. */
const PROPERTY_EXPRESSIONS: Readonly<Record<string, () => RegExp>> = {
  L: () => /\p{L}+/gu,
  Lu: () => /\p{Lu}+/gu,
  Ll: () => /\p{Ll}+/gu,
  Lt: () => /\p{Lt}+/gu,
  Lm: () => /\p{Lm}+/gu,
  Lo: () => /\p{Lo}+/gu,
  M: () => /\p{M}+/gu,
  Mn: () => /\p{Mn}+/gu,
  Mc: () => /\p{Mc}+/gu,
  Me: () => /\p{Me}+/gu,
  N: () => /\p{N}+/gu,
  Nd: () => /\p{Nd}+/gu,
  Nl: () => /\p{Nl}+/gu,
  No: () => /\p{No}+/gu,
  P: () => /\p{P}+/gu,
  Pc: () => /\p{Pc}+/gu,
  Pd: () => /\p{Pd}+/gu,
  Ps: () => /\p{Ps}+/gu,
  Pe: () => /\p{Pe}+/gu,
  Pi: () => /\p{Pi}+/gu,
  Pf: () => /\p{Pf}+/gu,
  Po: () => /\p{Po}+/gu,
  S: () => /\p{S}+/gu,
  Sm: () => /\p{Sm}+/gu,
  Sc: () => /\p{Sc}+/gu,
  Sk: () => /\p{Sk}+/gu,
  So: () => /\p{So}+/gu,
  Z: () => /\p{Z}+/gu,
  Zs: () => /\p{Zs}+/gu,
  Zl: () => /\p{Zl}+/gu,
  Zp: () => /\p{Zp}+/gu,
  Cc: () => /\p{Cc}+/gu,
  Cf: () => /\p{Cf}+/gu,
  Arabic: () => /\p{Script=Arabic}+/gu,
  Armenian: () => /\p{Script=Armenian}+/gu,
  Bengali: () => /\p{Script=Bengali}+/gu,
  Common: () => /\p{Script=Common}+/gu,
  Cyrillic: () => /\p{Script=Cyrillic}+/gu,
  Devanagari: () => /\p{Script=Devanagari}+/gu,
  Georgian: () => /\p{Script=Georgian}+/gu,
  Greek: () => /\p{Script=Greek}+/gu,
  Han: () => /\p{Script=Han}+/gu,
  Hangul: () => /\p{Script=Hangul}+/gu,
  Hebrew: () => /\p{Script=Hebrew}+/gu,
  Hiragana: () => /\p{Script=Hiragana}+/gu,
  Katakana: () => /\p{Script=Katakana}+/gu,
  Khmer: () => /\p{Script=Khmer}+/gu,
  Lao: () => /\p{Script=Lao}+/gu,
  Latin: () => /\p{Script=Latin}+/gu,
  Myanmar: () => /\p{Script=Myanmar}+/gu,
  Tamil: () => /\p{Script=Tamil}+/gu,
  Telugu: () => /\p{Script=Telugu}+/gu,
  Thai: () => /\p{Script=Thai}+/gu,
};

/** What may stand in `\p{…}`. */
export const unicodeClassNames: readonly string[] = Object.keys(PROPERTY_EXPRESSIONS);

/** Planes 4 to 13 hold nothing, 15 and 16 only private use: the properties above are empty there. */
const ASSIGNED_BLOCKS: readonly (readonly [number, number])[] = [
  [0, 0xd7ff],
  [0xe000, 0x3ffff],
  [0xe0000, 0xe0fff],
];

const cache = new Map<string, CharSet>();

/** The set of a general category or script, or null when the name is not supported. */
export function unicodeProperty(name: string): CharSet | null {
  const make = Object.hasOwn(PROPERTY_EXPRESSIONS, name) ? PROPERTY_EXPRESSIONS[name] : undefined;
  if (make === undefined) return null;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const set = charSet(runsOf(make()));
  cache.set(name, set);
  return set;
}

/** Ranges of the code points that a global `/…+/gu` expression matches. */
function runsOf(expression: RegExp): number[] {
  const ranges: number[] = [];
  for (const [low, high] of ASSIGNED_BLOCKS) {
    for (let from = low; from <= high; from += 0x4000) {
      const text = textOfRange(from, Math.min(high, from + 0x3fff));
      for (const run of text.matchAll(expression)) {
        const first = run[0].codePointAt(0) ?? 0;
        ranges.push(first, first + codePointCount(run[0]) - 1);
      }
    }
  }
  return ranges;
}

function textOfRange(low: number, high: number): string {
  const points: number[] = [];
  for (let point = low; point <= high; point++) points.push(point);
  let text = '';
  for (let i = 0; i < points.length; i += 8192)
    text += String.fromCodePoint(...points.slice(i, i + 8192));
  return text;
}

const codePointCount = (text: string): number => {
  const first = text.charCodeAt(0);
  return first >= 0xd800 && first <= 0xdbff ? text.length / 2 : text.length;
};

/** Adds the other cases of every member (simple case folding, as RE2's flag i). */
export function closeOverCase(set: CharSet): CharSet {
  const extra: number[] = [];
  const isAscii = (set.at(-1) ?? 0) < 0x80;
  for (const orbit of isAscii ? asciiOrbits() : allOrbits()) {
    if (orbit.some((point) => inRanges(set, point)))
      for (const point of orbit) extra.push(point, point);
  }
  return charSet([...set, ...extra]);
}

function inRanges(set: CharSet, point: number): boolean {
  for (let i = 0; i + 1 < set.length; i += 2)
    if (point >= (set[i] ?? 0) && point <= (set[i + 1] ?? 0)) return true;
  return false;
}

const KELVIN_SIGN = 0x212a;
const LONG_S = 0x17f;
let asciiOrbitList: number[][] | undefined;
let orbitList: number[][] | undefined;

/** The letters whose other cases include ASCII: a set of ASCII characters needs no larger table. */
function asciiOrbits(): number[][] {
  asciiOrbitList ??= Array.from({ length: 26 }, (_, index) => {
    const orbit = [0x41 + index, 0x61 + index];
    if (index === 10) orbit.push(KELVIN_SIGN);
    if (index === 18) orbit.push(LONG_S);
    return orbit;
  });
  return asciiOrbitList;
}

function allOrbits(): number[][] {
  orbitList ??= buildOrbits();
  return orbitList;
}

function buildOrbits(): number[][] {
  const byFold = new Map<string, number[]>();
  const ranges = runsOf(/\p{Changes_When_Casemapped}+/gu);
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    for (let point = ranges[i] ?? 0; point <= (ranges[i + 1] ?? 0); point++) {
      const text = String.fromCodePoint(point);
      const upper = text.toUpperCase();
      const fold = (isOneCodePoint(upper) ? upper : text).toLowerCase();
      const orbit = byFold.get(fold);
      if (orbit === undefined) byFold.set(fold, [point]);
      else orbit.push(point);
    }
  }
  return [...byFold.values()].filter((orbit) => orbit.length > 1);
}

const isOneCodePoint = (text: string): boolean =>
  text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
