// The report of the rules engine: each figure against its bar.
import { cpus, loadavg } from 'node:os';
import type { Proof } from './proof.ts';
import { type Row, tableOf } from './row.ts';

export type Measured = Readonly<
  Record<
    'speed' | 'delay' | 'leaks' | 'ready' | 'recognition' | 'adversarial' | 'growth',
    readonly Row[]
  >
>;

const proofLine = ({ name, cases, problems, seconds }: Proof): string =>
  `| ${name} | ${cases.toLocaleString('en')} | **${problems}** | ${seconds} |`;

export function report(measured: Measured, proofs: readonly Proof[], seconds: number): string {
  const { speed, delay, leaks, ready, recognition } = measured;
  return `${[
    '# Rules, measured',
    '',
    `Written by \`node bench/policies/main.ts\` in ${seconds.toFixed(0)} s on Node ${process.version}, ${cpus().length} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}. Times are processor time of the one thread, medians of rounds in one process; ratios are of times of this run.`,
    '',
    '## Scanning 4 MB of prose',
    '',
    ...tableOf(speed),
    '',
    '## Delay on prose, 30 patterns and 200 terms',
    '',
    'In tokens between the one that brought a character and the one with which it left. A window holds the last characters, whatever they are.',
    '',
    ...tableOf(delay),
    '',
    '## Leaks',
    '',
    'Prose with planted keys, numbers, addresses and notes of up to 900 characters. A window is taken at its best: it knows all that any rule has found by the time a character leaves.',
    '',
    ...tableOf(leaks),
    '',
    '## A piece of a stream, a policy, the bundle',
    '',
    ...tableOf(ready),
    '',
    '## Recognition',
    '',
    ...tableOf(recognition),
    '',
    '## The worst text, 1 MB, against 1 MB of prose',
    '',
    'What is refused when it is written (`[ab]*a[ab]{30}c`, `(x{1000}){1000}`, …) is not here; the tests have it.',
    '',
    ...tableOf(measured.adversarial),
    '',
    '## Four times the text, four times the time',
    '',
    'Policies and texts under which matches pile up; 400,000 characters against 100,000; quadratic work would show as 16.',
    '',
    ...tableOf(measured.growth),
    '',
    '## The long runs',
    '',
    'Written by `node bench/policies/proof.ts`, a quarter of an hour; here its last outcome. POLICY_CASES, LEAK_RUNS and DIFFERENTIAL_CASES make the same checks longer in the tests.',
    '',
    '| what | cases | problems | seconds |',
    '| --- | --- | --- | --- |',
    ...proofs.map(proofLine),
  ].join('\n')}\n`;
}
