// Texts and policies to measure with: prose that reads like a model's answer, 30 patterns, lists of terms.
import { seeded } from '../../test/shared/rules/generate.ts';

const SENTENCES: readonly string[] = [
  'Certainly, here is a short overview of how the migration could be planned and carried out.',
  'First, make a list of all services that write to the old database, and note who owns each of them.',
  'A dual-write phase keeps both stores in step, but it also doubles the number of ways in which things can fail.',
  'Once the new store has caught up, reads can be moved over one service at a time, starting with the least critical one.',
  'In our experience the hardest part is not the copying, it is agreeing on what "done" means.',
  'You may want to keep the old system running in read-only mode for at least two weeks.',
  'The function below returns the sum of all even numbers in a list, and zero when there are none.',
  'Note that the order of the results is not guaranteed unless you sort them yourself.',
  'Prices rose by about 3.5 percent between 2019 and 2023, mostly because of higher energy costs.',
  'If the request takes longer than 30 seconds, the client should retry it with a new identifier.',
  'She walked along the river for an hour, thinking about the letter, and then turned back towards the town.',
  "I don't think that's quite right: the committee met on 14 March, and the minutes were approved a week later.",
  'To summarise, the approach works well for small teams; larger ones will need a clearer division of labour.',
  'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen, and it happens in the chloroplasts.',
  'The committee will publish its report (about 120 pages) in the autumn, together with the data it is based on.',
  'Use a cache with a time to live of 5 minutes, and make sure that it is cleared when the settings change.',
];

/** About `length` characters of prose, always the same. */
export function prose(length: number): string {
  const random = seeded(42);
  const parts: string[] = [];
  for (let size = 0; size < length; ) {
    const sentence = SENTENCES[random(SENTENCES.length)] ?? '';
    parts.push(sentence, random(6) === 0 ? '\n\n' : ' ');
    size += sentence.length + 1;
  }
  // Through a buffer, so that the text is one flat string like any that came over a wire.
  return Buffer.from(parts.join('')).toString('latin1');
}

/** Pieces as models send them: a word with the space before it, long words in two or three. */
export const tokens = (text: string): string[] =>
  text.match(/\s?[A-Za-z]{1,7}|\s?\d{1,3}|[^A-Za-z\d]/g) ?? [];

export const PATTERNS_30: readonly string[] = [
  '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
  '\\b\\d{3}-\\d{2}-\\d{4}\\b',
  '\\b(?:\\d[ -]?){13,16}\\b',
  '\\bAKIA[0-9A-Z]{16}\\b',
  'ghp_[A-Za-z0-9]{36}',
  'sk-[A-Za-z0-9]{20,}',
  'eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+',
  '\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b',
  '\\+\\d{1,3}[ -]?\\(?\\d{2,4}\\)?(?:[ -]?\\d{2,4}){2,4}\\b',
  'xox[baprs]-[A-Za-z0-9-]{10,}',
  '-----BEGIN [A-Z ]+PRIVATE KEY-----',
  '(?i)password\\s*[:=]\\s*\\S+',
  '(?i)api[_-]?key\\s*[:=]\\s*\\S+',
  '\\b[A-Z]{2}\\d{2}[A-Z0-9]{11,30}\\b',
  'AIza[0-9A-Za-z_-]{35}',
  'sk_live_[0-9a-zA-Z]{24}',
  '\\b[A-CEGHJ-PR-TW-Z]{2}\\d{6}[A-D]\\b',
  '(?i)https?://[^\\s/]*evil[^\\s]*',
  '\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b',
  '(?i)strictly confidential',
  '(?i)project\\s+(?:apollo|zeus|hermes)',
  '\\bCASE-\\d{4,8}\\b',
  '\\b[A-Z]{3,5}-\\d{3,6}\\b',
  '\\bEUR\\s?\\d+(?:[.,]\\d{3})*(?:[.,]\\d{2})?',
  '(?i)internal use only',
  '\\b[0-9a-f]{32}\\b',
  '\\b[0-9a-f]{40}\\b',
  '(?i)ssn[: ]+\\d+',
  '\\bP\\d{7}\\b',
  'clai_[0-9A-Za-z]{39}',
];

export const regexRules = (patterns: readonly string[]): object[] =>
  patterns.map((pattern, index) => ({
    name: `pattern ${index}`,
    rule_type: 'regex',
    direction: 'all',
    decision: 'mask',
    config: { patterns: [{ pattern, replacement: '[X]' }] },
  }));

const SYLLABLES =
  'ka lo mi ren tas vor bel dun sha qui per nol zet fra gim hul ost wyn eck jor'.split(' ');

/** Made-up names of two or three syllables and a suffix, some of two words. */
export function terms(count: number): string[] {
  const random = seeded(count);
  const syllable = (): string => SYLLABLES[random(SYLLABLES.length)] ?? '';
  const made = new Set<string>();
  while (made.size < count) {
    const word = `${syllable()}${syllable()}${syllable()}${random(10) === 0 ? ` ${syllable()}${syllable()}` : ''}`;
    made.add(random(2) === 0 ? `${word}${random(1000)}` : word);
  }
  return [...made];
}

export const termRule = (list: readonly string[], config: object = {}): object => ({
  name: 'terms',
  rule_type: 'aho_corasick',
  direction: 'all',
  decision: 'mask',
  config: { terms: list, replacement: '[T]', ...config },
});
