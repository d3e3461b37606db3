// One megabyte of the worst text for a pattern, against a megabyte of prose.
import type { CompiledPolicy } from '../../shared/rules/compile.ts';
import { evaluate } from '../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../shared/rules/guard/stream-guard.ts';
import { seeded } from '../../test/shared/rules/generate.ts';
import { threadMs } from './clock.ts';
import { compiled } from './compiled.ts';
import { PATTERNS_30, prose, regexRules, termRule, terms } from './corpus.ts';
import { exact, type Row } from './row.ts';

const SIZE = 1_000_000;
const CHUNK = 16;
const ROUNDS = 3;
const BENIGN = prose(SIZE).slice(0, SIZE);

const random = seeded(99);
const randomText = (alphabet: string): string =>
  Buffer.from(
    Array.from({ length: SIZE }, () => alphabet.charCodeAt(random(alphabet.length))),
  ).toString('latin1');
const repeated = (unit: string): string =>
  Buffer.from(unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE)).toString('latin1');

const randomWords = (words: readonly string[]): string => {
  let text = '';
  while (text.length < SIZE) text += words[random(words.length)];
  return Buffer.from(text.slice(0, SIZE)).toString('latin1');
};

/** Pattern, and texts that are hard for it. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['(a+)+$', [repeated('a'), repeated(`${'a'.repeat(50)}b`)]],
  ['(a|aa)+$', [repeated('a')]],
  ['(.*a){10}b', [repeated('a')]],
  ['a|x.*z', [repeated('ax'), repeated(`x${'a'.repeat(5000)}\n`)]],
  ['a', [repeated('a'), repeated('ab')]],
  ['[a-z]{1,500}X', [repeated('abcdefgh'), randomText('abc X')]],
  ['[ab]*a[ab]{9}c', [randomText('ab')]],
  ['x{1000}', [repeated(`${'x'.repeat(999)}y`)]],
  ['((x{10}){10}){9}y', [repeated(`${'x'.repeat(899)}z`), repeated('x')]],
  ['\\b\\d(?:[ -]?\\d){12,18}\\b', [randomText('0123 '), randomText('01-'), repeated('1')]],
  ['(?:\\d[ -]?){13,16}\\b', [randomText('0123 -'), repeated('1 ')]],
  [
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
    [repeated('a'), repeated('a@'), repeated('a@b.c')],
  ],
  ['(?i)begin.*end', [repeated('begin ')]],
  ['AIza[0-9A-Za-z_-]{35}', [repeated('AIza'), randomWords(['AIza', 'AIz', 'a'])]],
];

/** Time of the worst text over time of prose, both in this run: in one piece, and streamed in small chunks. */
export const adversarial = (): Row[] =>
  CASES.flatMap(([pattern, texts]) => [
    ratio(`\`${pattern}\`, whole`, [pattern], texts, asWhole),
    ratio(`\`${pattern}\`, streamed`, [pattern], texts, asStream),
  ]);

/** Many patterns and a large dictionary at once, on texts made of their beginnings. */
export function bombs(): Row[] {
  const list = ['a'.repeat(200), `${'a'.repeat(100)}b`, ...terms(9_998)];
  const dictionary = [termRule(list, { whole_word: false })];
  const texts = [repeated('a'), repeated(`${'a'.repeat(199)}b`), randomWords(list.slice(0, 5_000))];
  const patterns = ['AKIA', 'ghp_', 'sk-', '1', '1-', ' ', 'eyJ', 'a@b.', 'EUR 1'];
  return [
    ratioOf('10,000 terms, whole', dictionary, texts, asWhole),
    ratioOf('30 patterns, whole', regexRules(PATTERNS_30), [randomWords(patterns)], asWhole),
    ratioOf('30 patterns, streamed', regexRules(PATTERNS_30), [randomWords(patterns)], asStream),
  ];
}

type Run = (policy: CompiledPolicy, text: string) => void;

const ratio = (what: string, patterns: string[], texts: readonly string[], run: Run): Row =>
  ratioOf(what, regexRules(patterns), texts, run);

function ratioOf(what: string, rules: readonly object[], texts: readonly string[], run: Run): Row {
  // Must be accepted as if it were written now.
  compiled(rules, true);
  // Each text gets an automaton of its own: what the one before taught it must not help.
  const [benign = 1, ...others] = [BENIGN, ...texts].map((text) =>
    Math.min(...Array.from({ length: ROUNDS }, () => coldMs(rules, text, run))),
  );
  const figure = exact(Math.max(...others) / benign);
  return { what, figure, unit: '×', digits: 1, bar: { atMost: 10 } };
}

function coldMs(rules: readonly object[], text: string, run: Run): number {
  const policy = compiled(rules);
  const before = threadMs();
  run(policy, text);
  return threadMs() - before;
}

const asWhole = (policy: CompiledPolicy, text: string): void => {
  evaluate(policy, text, 'inbound');
};

const asStream = (policy: CompiledPolicy, text: string): void => {
  const guard = createStreamGuard(policy.plans.outbound);
  for (let at = 0; at < text.length; at += CHUNK) guard.push(text.slice(at, at + CHUNK));
  guard.finish();
};
