// One megabyte of the worst text for a pattern, against a megabyte of prose.
import { type CompiledPolicy, compilePolicy } from '../../shared/policies/engine/compile.ts';
import { evaluate } from '../../shared/policies/engine/evaluate.ts';
import { createStreamGuard } from '../../shared/policies/engine/stream-guard.ts';
import { seeded } from '../../test/shared/policies/engine/generate.ts';
import { cpuMs } from './clock.ts';
import { regexRules } from './corpus.ts';

const SIZE = 1_000_000;
const CHUNK = 16;

const random = seeded(99);
const randomText = (alphabet: string): string =>
  Buffer.from(
    Array.from({ length: SIZE }, () => alphabet.charCodeAt(random(alphabet.length))),
  ).toString('latin1');
const repeated = (unit: string): string =>
  Buffer.from(unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE)).toString('latin1');

/** Pattern, and texts that are hard for it. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['(a+)+$', [repeated('a'), repeated(`${'a'.repeat(50)}b`)]],
  ['(a|aa)+$', [repeated('a')]],
  ['(.*a){10}b', [repeated('a')]],
  ['a|x.*z', [repeated('ax'), repeated(`x${'a'.repeat(5000)}\n`)]],
  ['[a-z]{1,500}X', [repeated('abcdefgh'), randomText('abc X')]],
  ['[ab]*a[ab]{9}c', [randomText('ab')]],
  ['[ab]*a[ab]{30}c', [randomText('ab'), repeated('a')]],
  ['\\b\\d(?:[ -]?\\d){12,18}\\b', [randomText('0123 '), randomText('01-'), repeated('1')]],
  ['(?:\\d[ -]?){13,16}\\b', [randomText('0123 -'), repeated('1 ')]],
  [
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
    [repeated('a'), repeated('a@'), repeated('a@b.c')],
  ],
  ['(?i)begin.*end', [repeated('begin ')]],
  ['x{1000}', [repeated(`${'x'.repeat(999)}y`)]],
];

export type Adversarial = {
  readonly pattern: string;
  /** Time of the worst text over time of prose: in one piece, and streamed in small chunks. */
  readonly wholeRatio: number;
  readonly streamRatio: number;
};

export const adversarialRatios = (prose: string): Adversarial[] =>
  CASES.map(([pattern, texts]) => {
    const benign = Buffer.from(prose.slice(0, SIZE)).toString('latin1');
    const worst = (run: (policy: CompiledPolicy, text: string) => void): number => {
      // Each text gets an automaton of its own: what the one before taught it must not help.
      const times = [benign, ...texts].map((text) => {
        const policy = compiled(pattern);
        return cpuMs(2, () => run(policy, text));
      });
      const [first = 1, ...others] = times;
      return Math.max(...others) / first;
    };
    return { pattern, wholeRatio: worst(asWhole), streamRatio: worst(asStream) };
  });

function compiled(pattern: string): CompiledPolicy {
  const result = compilePolicy({ rules: regexRules([pattern]) });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result.policy;
}

const asWhole = (policy: CompiledPolicy, text: string): void => {
  evaluate(policy, text, 'inbound');
};

const asStream = (policy: CompiledPolicy, text: string): void => {
  const guard = createStreamGuard(policy.plans.outbound);
  for (let at = 0; at < text.length; at += CHUNK) guard.push(text.slice(at, at + CHUNK));
  guard.finish();
};
