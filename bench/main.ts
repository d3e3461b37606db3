// The benchmark: `npm run bench` measures, prints and writes bench/report.md. Under three minutes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFunctions } from './function-figures.ts';
import { measureProxy } from './proxy-figures.ts';
import { report } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'collie-bench-'));
const loadBefore = loadavg()[0] ?? 0;
const startMs = performance.now();
try {
  console.error('measuring the functions …');
  const functions = await measureFunctions(folder);
  console.error('measuring the proxy …');
  const proxy = await measureProxy(folder);
  const seconds = (performance.now() - startMs) / 1000;
  const text = report({ proxy, ...functions }, { loadBefore, seconds });
  writeFileSync(join(import.meta.dirname, 'report.md'), text);
  console.log(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
