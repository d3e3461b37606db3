// Measures the rules engine and writes the report: `node bench/policies/main.ts`, about two minutes.
import { writeFileSync } from 'node:fs';
import { adversarial, bombs } from './adversarial.ts';
import { bundleSize } from './bundle.ts';
import { delays, leaks } from './delay.ts';
import { costPerEvent } from './events.ts';
import { readProofs } from './proof.ts';
import { recognition } from './recognition.ts';
import { type Measured, report } from './report.ts';
import { costPerPiece, readiness, scanSpeed } from './speed.ts';

const startMs = performance.now();
const measured: Measured = {
  speed: scanSpeed(),
  delay: delays(),
  leaks: leaks(),
  ready: [...costPerPiece(), ...costPerEvent(), ...readiness(), await bundleSize()],
  recognition: recognition(),
  adversarial: [...adversarial(), ...bombs()],
};
const seconds = (performance.now() - startMs) / 1000;
const text = report(measured, readProofs(), seconds);
writeFileSync(new URL('report.md', import.meta.url), text);
console.log(text);
