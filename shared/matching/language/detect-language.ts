// Which language a text is written in: by script, then by common words and telltale letters.
//
// The same text always gives the same answer. How often it is right is measured in language.test.ts.
import { COMMON_WORDS, SCRIPT_LANGUAGES, TELLTALE_LETTERS } from './language-data.ts';

/** Only the beginning of a text is looked at. */
export const MAX_DETECTION_CHARS = 4_000;

export type DetectedLanguage = {
  /** ISO 639-1. */
  readonly language: string;
  /** From 0.5 to 1: the evidence for it against that for the second best. */
  readonly confidence: number;
};

const LETTER = /\p{L}/gu;
const WORD = /[\p{L}\p{M}']+/gu;
/** A telltale letter weighs as much as so many common words. */
const LETTER_WEIGHT = 0.7;

let wordIndex: Map<string, readonly string[]> | undefined;

/** Null when nothing points anywhere. */
export function detectLanguage(text: string): DetectedLanguage | null {
  const sample = text.slice(0, MAX_DETECTION_CHARS).toLowerCase();
  const letters = sample.match(LETTER)?.length ?? 0;
  if (letters === 0) return null;
  for (const [language, script] of SCRIPT_LANGUAGES) {
    // Japanese is recognised by a quarter of kana, because the rest of it is written like Chinese.
    const share = (sample.match(script)?.length ?? 0) / letters;
    if (share >= (language === 'ja' ? 0.2 : 0.5))
      return { language, confidence: Math.min(1, share * 2) };
  }
  return strongest(evidence(sample));
}

/** Points per language: a common word gives its point to all languages that have it, in equal parts. */
function evidence(sample: string): Map<string, number> {
  const points = new Map<string, number>();
  const add = (language: string, weight: number): void => {
    points.set(language, (points.get(language) ?? 0) + weight);
  };
  const index = indexOfWords();
  for (const [word] of sample.matchAll(WORD)) {
    const languages = index.get(word) ?? [];
    for (const language of languages) add(language, 1 / languages.length);
  }
  const characters = new Map<string, number>();
  for (const char of sample.normalize('NFC')) characters.set(char, (characters.get(char) ?? 0) + 1);
  for (const [language, telltale] of Object.entries(TELLTALE_LETTERS))
    for (const char of telltale)
      if (points.has(language))
        add(language, LETTER_WEIGHT * Math.min(5, characters.get(char) ?? 0));
  return points;
}

function indexOfWords(): Map<string, readonly string[]> {
  if (wordIndex !== undefined) return wordIndex;
  const index = new Map<string, string[]>();
  for (const [language, words] of Object.entries(COMMON_WORDS)) {
    for (const word of new Set(words.split(' '))) {
      const languages = index.get(word);
      if (languages === undefined) index.set(word, [language]);
      else languages.push(language);
    }
  }
  wordIndex = index;
  return index;
}

function strongest(points: ReadonlyMap<string, number>): DetectedLanguage | null {
  const [best, second] = [...points].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return null;
  return { language: best[0], confidence: best[1] / (best[1] + (second?.[1] ?? 0)) };
}
