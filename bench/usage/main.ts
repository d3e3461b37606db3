// Measures usage and writes the report: `node bench/usage/main.ts`, about two minutes.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { startDynamoEngine } from '../../test/support/dynamo-engine.ts';
import { type FaultRun, runUnderFaults } from '../../test/support/usage-fault-run.ts';
import { type AddedLatency, measureAddedLatency } from './added-latency.ts';

const CALLS = 10_000;

console.log('added latency …');
const latency = await measureAddedLatency();
console.log('10,000 calls under faults …');
const engine = await startDynamoEngine();
const run = await runUnderFaults(engine, CALLS);
await engine.close();
const text = report(latency, run);
writeFileSync(new URL('report.md', import.meta.url), text);
console.log(text);

function report({ uncountedMs, countedMs, plainWriteMs }: AddedLatency, faults: FaultRun): string {
  const { known, before, after, rowsLeft } = faults;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const count = (value: number): string => value.toLocaleString('en');
  const lost = known.calls - after.requests;
  return `# Usage, measured

Written by \`node bench/usage/main.ts\` on Node ${process.version}, ${cpus().length} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}, with the
embedded DynamoDB engine on the same machine. The real table is a network away: there a write takes several milliseconds.

## What counting adds to a call (medians)

| | p50 | added |
| --- | --- | --- |
| call through the proxy, not counted | ${ms(uncountedMs)} | |
| counted: its intent is durable before the provider is asked | ${ms(countedMs)} | ${ms(countedMs - uncountedMs)} |
| by itself: the plainest write | ${ms(plainWriteMs)} | |

The result is written while the answer goes out; the client does not wait for it.

## ${count(CALLS)} requests under faults

One attempt in seven of every read and write fails: the connection is cut before or after the engine did it, it
throttles, or its answer never comes. One process in ten ends before its provider answers. Two roll-ups run all the time,
and one in five steps is their last.

| | calls |
| --- | --- |
| refused with 503, because they could not be written down | ${count(CALLS - known.calls)} |
| went to the provider | ${count(known.calls)} |
| of these: settled, process ended, result could not be stored | ${count(known.settled)}, ${count(known.crashed)}, ${count(known.calls - known.settled - known.crashed)} |
| the report after the last call: ended and in flight | ${count(before.requests)} + ${count(before.inFlight)} |
| the report when everything is added up | ${count(after.requests)} |
| **lost** | **${count(Math.max(0, lost))}** |
| **counted twice, or without having been** | **${count(Math.max(0, -lost))}** (bound: ${count(known.unsureCalls)} that nobody can know of) |
| rows left over | ${count(rowsLeft)} |

Tokens: ${count(known.output)} known to be stored, ${count(after.output)} reported${
    known.unsureOutput === 0
      ? ''
      : ` (${count(known.unsureOutput)} more may have been stored although no answer said so)`
  }.

Bar: 0 lost or doubled in 10,000 calls with faults.
`;
}
