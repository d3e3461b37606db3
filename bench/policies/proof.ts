// The long runs against the oracles, and what came of them: node bench/policies/proof.ts writes proof.json.
//
// They take a quarter of an hour, so they are not part of npm run bench; its report shows their last outcome.
import { readFileSync, writeFileSync } from 'node:fs';
import { patternCases } from '../../test/shared/matching/regex/pattern-cases.ts';
import { holdBackCases, holdBackProblem } from '../../test/shared/rules/hold-back-cases.ts';
import { runLeakCases } from '../../test/shared/rules/leak-cases.ts';

const PROOF = new URL('./proof.json', import.meta.url);
const HOLD_BACK_CASES = 100_000;
const LEAK_RUNS = 1_000_000;
const PATTERN_CASES = 200_000;
/** The tests try the seeds from 1 on. */
const FIRST_SEED = 1_000_000;

export type Proof = {
  readonly name: string;
  readonly cases: number;
  readonly problems: number;
  readonly seconds: number;
};

export const readProofs = (): readonly Proof[] => JSON.parse(readFileSync(PROOF, 'utf8'));

function holdBack(): { cases: number; problems: number } {
  let problems = 0;
  for (const each of holdBackCases(HOLD_BACK_CASES, FIRST_SEED))
    if (holdBackProblem(each) !== null) problems++;
  return { cases: HOLD_BACK_CASES, problems };
}

function leaks(): { cases: number; problems: number } {
  const { runs, problems } = runLeakCases(LEAK_RUNS, FIRST_SEED);
  return { cases: runs, problems: problems.length };
}

function patterns(): { cases: number; problems: number } {
  const { compared, problems } = patternCases(PATTERN_CASES, FIRST_SEED);
  return { cases: compared, problems: problems.length };
}

function timed(name: string, run: () => { cases: number; problems: number }): Proof {
  const before = performance.now();
  const { cases, problems } = run();
  const seconds = Math.round((performance.now() - before) / 1000);
  console.log(`${name}: ${cases} cases, ${problems} problems, ${seconds} s`);
  return { name, cases, problems, seconds };
}

if (import.meta.main) {
  const proofs = [
    timed('matches of generated patterns against re2js', patterns),
    timed('leaks over all cuts of generated texts', leaks),
    timed('hold-back against the brute-force oracle', holdBack),
  ];
  writeFileSync(PROOF, `${JSON.stringify(proofs, null, 2)}\n`);
}
