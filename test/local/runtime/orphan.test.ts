// A function in the middle of a call does not outlive the program that started it, even when that is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PARENT = fileURLToPath(new URL('./doomed-parent.ts', import.meta.url));
const ENDLESS = `export const handler = async () => {
  console.info('pid ' + process.pid);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};`;

it('a busy function ends with its parent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orphan-test-'));
  await writeFile(join(folder, 'endless.mjs'), ENDLESS);
  const parent = spawn(process.execPath, [PARENT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(parent.stdout, 'data');
  expect(() => process.kill(Number(pid), 0)).not.toThrow();
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH'), {
    timeout: 5_000,
  });
  await rm(folder, { recursive: true });
});
