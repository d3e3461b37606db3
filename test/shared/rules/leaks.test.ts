// S2 over generated texts. LEAK_RUNS sets how many runs are made; the bench makes a million.
import { expect, test } from 'vitest';
import { runLeakCases } from './leak-cases.ts';

const RUNS = Number(process.env['LEAK_RUNS'] ?? 4_000);

test('S2: nothing of a redacted span is ever released, whatever the text and the cut', {
  timeout: 3_600_000,
}, () => {
  const { runs, problems } = runLeakCases(RUNS, 1);
  expect(problems.slice(0, 5)).toEqual([]);
  expect(runs).toBeGreaterThanOrEqual(RUNS);
});
