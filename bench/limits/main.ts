// Measures rate limits and writes the report: `node bench/limits/main.ts`, about five minutes.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type AddedLatency, measureAddedLatency } from './added-latency.ts';
import { measureOvershoot, type OvershootResult } from './overshoot.ts';

console.log('added latency …');
const latency = await measureAddedLatency();
console.log('100,000 attempts …');
const overshoot = await measureOvershoot();
const text = report(latency, overshoot);
writeFileSync(new URL('report.md', import.meta.url), text);
console.log(text);

function report(latency: AddedLatency, overshoot: OvershootResult): string {
  const { unlimitedMs, oneLimitMs, twoLimitsMs, permitWriteMs, plainWriteMs } = latency;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const ratio = (value: number, of: number): string => (value / of).toFixed(2);
  const count = (value: number): string => value.toLocaleString('en');
  return `# Rate limits, measured

Written by \`node bench/limits/main.ts\` on Node ${process.version}, ${cpus().length} cores, with the embedded DynamoDB
engine on the same machine. The real table is a network away: there a write takes several milliseconds.

## What a limit adds to a call (medians)

| call through the proxy | p50 | added |
| --- | --- | --- |
| without a limit | ${ms(unlimitedMs)} | |
| with one limit | ${ms(oneLimitMs)} | ${ms(oneLimitMs - unlimitedMs)} |
| with the key's and the project's | ${ms(twoLimitsMs)} | ${ms(twoLimitsMs - unlimitedMs)} |
| by itself: the write that takes a permit | ${ms(permitWriteMs)} | |
| by itself: the plainest write | ${ms(plainWriteMs)} | |

Bar: one limit adds no more than one DynamoDB write. It adds ${ratio(oneLimitMs - unlimitedMs, permitWriteMs)} times the write that takes a permit, and
${ratio(oneLimitMs - unlimitedMs, plainWriteMs)} times the plainest one; the difference between the two is the engine's time for the condition and the set.

## ${count(overshoot.attempts)} attempts, fifty clients at once, limits from 1 to 10,000, half of them with faults

| | calls |
| --- | --- |
| attempts | ${count(overshoot.attempts)} |
| calls of the store, repetitions by the SDK included | ${count(overshoot.storeCalls)} |
| granted | ${count(overshoot.granted)} |
| granted beyond a limit | **${count(overshoot.over)}** |
| refused before the limit, in windows without faults | **${count(overshoot.under)}** |
| unknown, because every repetition met a fault | ${count(overshoot.unknown)} |

With faults every tenth call of the store is throttled, refused with 500, or cut off, before or after it took effect.
`;
}
