// How fast texts are scanned, what a piece of a stream costs, and how long a policy takes to be ready.

import { buildAutomaton } from '../../shared/matching/dictionary/build-automaton.ts';
import { MAX_TERMS } from '../../shared/matching/dictionary/limits.ts';
import type { TermOptions } from '../../shared/matching/dictionary/term-symbols.ts';
import { compilePolicy } from '../../shared/rules/compile.ts';
import { evaluate } from '../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../shared/rules/guard/stream-guard.ts';
import { figureOf } from '../stats.ts';
import { cpuMs, cpuRounds, percentile } from './clock.ts';
import { compiled, THIRTY_AND_TERMS } from './compiled.ts';
import { PATTERNS_30, prose, regexRules, termRule, terms, tokens } from './corpus.ts';
import type { Row } from './row.ts';

const ROUNDS = 9;
const TEXT = prose(4_000_000);

const manyPatterns = regexRules(
  Array.from({ length: 200 }, (_, i) => `\\bkey${i}-[a-z]{${1 + (i % 9)}}[0-9]+\\b`),
);

export function scanSpeed(): Row[] {
  const speed = (what: string, rules: readonly object[], atLeast?: number): Row => {
    const policy = compiled(rules);
    const rounds = cpuRounds(ROUNDS, () => evaluate(policy, TEXT, 'inbound'));
    const figure = figureOf(rounds.map((ms) => TEXT.length / 1e3 / ms));
    const row = { what, figure, unit: 'MB/s', digits: 0 };
    return atLeast === undefined ? row : { ...row, bar: { atLeast } };
  };
  const thousand = terms(1_000);
  return [
    speed('30 patterns', regexRules(PATTERNS_30), 50),
    speed('1,000 terms, anywhere', [termRule(thousand, { whole_word: false })], 80),
    speed('1,000 terms, as whole words', [termRule(thousand)], 80),
    speed('30 patterns and 200 terms', THIRTY_AND_TERMS),
    speed('200 patterns and 10,000 terms', [...manyPatterns, termRule(terms(10_000))]),
  ];
}

/** A piece of a stream through the guard of 30 patterns and 200 terms, without parsing and serialising its event. */
export function costPerPiece(): Row[] {
  const { plans } = compiled(THIRTY_AND_TERMS);
  const pieces = tokens(TEXT.slice(0, 200_000));
  const costs: number[][] = Array.from({ length: 5 }, () => {
    const guard = createStreamGuard(plans.outbound);
    return pieces.map((piece) => {
      const before = process.hrtime.bigint();
      guard.push(piece);
      return Number(process.hrtime.bigint() - before) / 1e3;
    });
  });
  const row = (what: string, share: number): Row => ({
    what,
    figure: figureOf(costs.slice(1).map((each) => percentile(each, share))),
    unit: 'µs',
    digits: 1,
  });
  return [row('a token of a stream, median', 0.5), row('a token of a stream, p99', 0.99)];
}

export function readiness(): Row[] {
  const list = terms(MAX_TERMS);
  const findDictionary = (_: string, options: TermOptions) => ({
    hash: 'h',
    automaton: buildAutomaton(list, options),
  });
  const stored = { ...termRule([]), config: { dictionary_id: 'd', replacement: '[T]' } };
  const ready = (what: string, rules: readonly object[]): Row => ({
    what,
    figure: cpuMs(ROUNDS, () => {
      const result = compilePolicy({ rules }, { isWriteTime: false, findDictionary });
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    }),
    unit: 'ms',
    digits: 1,
  });
  return [
    {
      ...ready('policy of 30 patterns and 200 terms ready', THIRTY_AND_TERMS),
      bar: { atMost: 20 },
    },
    { ...ready('policy of 200 patterns ready', manyPatterns), bar: { atMost: 20 } },
    ready('policy of 200 patterns and 100,000 terms ready', [...manyPatterns, stored]),
  ];
}
