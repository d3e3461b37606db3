// Texts with secrets among harmless pieces, run under every cut: nothing leaks, and every cut gives the same text.
import type { CompiledPolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { CURATED, CURATED_RULES, curatedPolicy } from './curated.ts';
import { seeded } from './generate.ts';
import { allCuts, byteCuts, policyOf, streamed } from './helpers.ts';
import { BENIGN_CODE, BENIGN_PROSE, NEAR_MISSES, NOT_SECRETS } from './labelled.ts';

const HARMLESS = [...BENIGN_CODE, ...BENIGN_PROSE, ...NEAR_MISSES, ...NOT_SECRETS];
const FRAGMENT_CHARS = 60;

/** The policy of all rules, and each rule alone. */
const policies: readonly CompiledPolicy[] = [
  curatedPolicy,
  ...CURATED_RULES.map((rule) => policyOf([rule])),
];

export type LeakRun = { readonly runs: number; readonly problems: readonly string[] };

/** Each text goes through all policies under all cuts, until so many runs have been made. */
export function runLeakCases(minRuns: number, firstSeed: number): LeakRun {
  const problems: string[] = [];
  let runs = 0;
  for (let seed = firstSeed; runs < minRuns; seed++) {
    const text = leakText(seed);
    for (const policy of policies) {
      const clean = evaluate(policy, text, 'outbound').text;
      for (const pieces of everyCut(text)) {
        runs++;
        const problem = leakProblem(policy, clean, pieces);
        if (problem !== null) problems.push(`seed ${seed}: ${problem}`);
      }
    }
  }
  return { runs, problems };
}

function leakText(seed: number): string {
  const random = seeded(seed);
  const fragments = Array.from({ length: 1 + random(3) }, () => {
    const [secret = ''] = CURATED[random(CURATED.length)] ?? [];
    const harmless = HARMLESS[random(HARMLESS.length)] ?? '';
    return random(3) === 0 ? harmless.slice(0, FRAGMENT_CHARS) : secret;
  });
  return fragments.join([' ', '', '\n', '. '][random(4)]);
}

function* everyCut(text: string): Generator<string[]> {
  yield* allCuts(text);
  if (text.isWellFormed()) yield* byteCuts(text);
}

/** What came out by and by must be a beginning of the clean text, and in the end all of it. */
function leakProblem(
  { plans }: CompiledPolicy,
  clean: string,
  pieces: readonly string[],
): string | null {
  const { text, steps } = streamed(plans.outbound, pieces);
  if (text !== clean) return `${JSON.stringify(pieces)} came as ${JSON.stringify(text)}`;
  const early = steps.find((step) => !clean.startsWith(step));
  return early === undefined ? null : `${JSON.stringify(pieces)} leaked ${JSON.stringify(early)}`;
}
