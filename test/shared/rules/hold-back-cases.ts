// Generated policies, texts and cuts, held against the brute-force oracle; for tests and for the long run of the bench.
import { type CompiledPolicy, compilePolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import {
  ALPHABET,
  cut,
  generateRule,
  generateText,
  MAX_TAIL,
  type Random,
  seeded,
} from './generate.ts';
import { streamed } from './helpers.ts';
import {
  certainOutput,
  continuations,
  type OracleRule,
  redact,
  shownText,
} from './redaction-oracle.ts';

/** x stands for all characters that no pattern names. */
export const tails = continuations(`${ALPHABET}x`, MAX_TAIL);

export type HoldBackCase = {
  readonly seed: number;
  readonly random: Random;
  readonly text: string;
  readonly sources: readonly object[];
  readonly oracle: readonly OracleRule[];
  readonly policy: CompiledPolicy;
};

/** Seeds whose policies compile, with what they generate. */
export function* holdBackCases(count: number, firstSeed: number): Generator<HoldBackCase> {
  for (let seed = firstSeed, made = 0; made < count; seed++) {
    const random = seeded(seed);
    const rules = Array.from({ length: 1 + random(3) }, (_, index) => generateRule(random, index));
    const sources = rules.map(({ source }) => source);
    const result = compilePolicy({ rules: sources });
    if (result.kind === 'refused') continue;
    made++;
    const text = generateText(random, 2 + random(8));
    const oracle = rules.map((rule) => rule.oracle);
    yield { seed, random, text, sources, oracle, policy: result.policy };
  }
}

/** A placeholder may wait until its span cannot grow; text may not. */
const isExact = (released: string, certain: string): boolean =>
  released === certain ||
  (certain.startsWith(released) &&
    certain.length === released.length + 1 &&
    certain.slice(-1) >= '\u2460');

/**
 * After each chunk exactly what every continuation agrees on is released; the end gives the redacted text, and so
 * does the whole text at once. Null, or what is wrong.
 */
export function holdBackProblem(each: HoldBackCase): string | null {
  const { seed, random, text, oracle, policy } = each;
  const pieces = cut(random, text, 3);
  const { steps } = streamed(policy.plans.outbound, pieces);
  let prefix = '';
  for (const [index, piece] of pieces.entries()) {
    prefix += piece;
    const certain = shownText(certainOutput(oracle, prefix, tails));
    const released = steps[index] ?? '';
    if (!isExact(released, certain))
      return `seed ${seed}: after ${prefix} came ${released} instead of ${certain}`;
  }
  const whole = shownText(redact(oracle, text));
  if (steps.at(-1) !== whole) return `seed ${seed}: the end came as ${steps.at(-1)}`;
  const atOnce = evaluate(policy, text, 'outbound').text;
  return atOnce === whole ? null : `seed ${seed}: the whole text came as ${atOnce}`;
}
