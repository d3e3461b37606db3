// The product's promise as somebody on a fresh machine sees it: `npm start`, a stream, one signed call, a refusal.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, signer } from './admin.ts';
import { errorOf, joined } from './outcome.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let temporary: string;
let npm: ChildProcess;
let stdout = '';
let stderr = '';
let exit: Promise<number | null>;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'story-'));
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_OPTIONS$|OPENAI_|ANTHROPIC_)/.test(name),
  );
  // In a process group of its own, because Ctrl-C in a terminal goes to the whole group.
  npm = spawn('npm', ['start', '--', '--json', '--ephemeral', '--port', '0'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(kept), TMPDIR: temporary },
  });
  npm.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  npm.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  exit = new Promise((resolve) => npm.once('close', resolve));
});
afterAll(async () => {
  if (npm.exitCode === null && npm.signalCode === null) interrupt('SIGKILL');
  await exit;
  rmSync(temporary, { recursive: true, force: true });
});

function interrupt(signal: NodeJS.Signals): void {
  if (npm.pid !== undefined) process.kill(-npm.pid, signal);
}

/** Every process whose temporary folder is this test's: the run and all that it started, however they are related. */
function family(): number[] {
  const marker = `TMPDIR=${temporary}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(marker) || commandOf(pid).includes(temporary))
    .map(Number);
}
const environmentOf = (pid: string): string => readOr(`/proc/${pid}/environ`);
const commandOf = (pid: string): string => readOr(`/proc/${pid}/cmdline`);
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
const childrenOf = (pid: number): number[] => {
  const children = readOr(`/proc/${pid}/task/${pid}/children`).trim();
  return children === '' ? [] : children.split(' ').map(Number);
};
const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readOr(`/proc/${pid}/status`));

type Told = Readonly<
  Record<
    'dataUrl' | 'adminUrl' | 'region' | 'accessKeyId' | 'secretAccessKey' | 'projectId' | 'apiKey',
    string
  >
>;

describe.runIf(process.platform === 'linux')('npm start', () => {
  it('serves a key until one signed call ends it, and leaves no process behind', async () => {
    await expect
      .poll(() => stdout, { timeout: 90_000, interval: 100, message: stderr })
      .toMatch(/^\{.*\}$/m);
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(lines).toHaveLength(1);
    const told = JSON.parse(lines[0] ?? '') as Told;

    const openai = new OpenAI({ baseURL: `${told.dataUrl}/v1`, apiKey: told.apiKey });
    const ask = async (): Promise<string> => {
      const messages = [{ role: 'user' as const, content: 'Ahoy' }];
      const body = { model: 'gpt-4o-mini', messages, stream: true as const };
      const stream = await openai.chat.completions.create(body);
      return joined(stream, (chunk) => chunk.choices[0]?.delta.content);
    };
    expect(await ask()).toContain('Ahoy');

    const aws = signer(told, told);
    const keys = `${told.adminUrl}/api/v1/projects/${told.projectId}/api-keys`;
    const { body } = await answerOf(await aws.fetch(keys));
    const [{ id }] = body['api_keys'] as [{ id: string }];
    expect((await aws.fetch(`${keys}/${id}`, { method: 'DELETE' })).status).toBe(204);
    const refused = await errorOf(ask);
    expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(refused).toMatchObject({ status: 401, code: 'deactivated_api_key' });

    const started = new Set([...family(), ...descendantsOf(npm.pid ?? 0)]);
    expect(started.size).toBeGreaterThanOrEqual(6);
    interrupt('SIGINT');
    await exit;
    await expect.poll(() => [...started].filter(isRunning), { timeout: 10_000 }).toEqual([]);
    expect(family()).toEqual([]);
    // npm itself keeps a compile cache there.
    const left = readdirSync(temporary).filter((name) => name !== 'node-compile-cache');
    expect(left).toEqual([]);
  }, 120_000);
});
