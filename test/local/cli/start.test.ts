// `npm start`: one sentence for a bad start, one line for programs, and nothing left running afterwards.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsClient } from 'aws4fetch';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HELP } from '../../../local/cli/options.ts';
import { closeServer, listen } from '../../../local/net/listen.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const START = fileURLToPath(new URL('../../../local/start.mjs', import.meta.url));

/** Where these runs put their temporary folders, so that they are told apart from everybody else's. */
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'start-test-'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

type Run = {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
};

function start(args: readonly string[], nodeArgs: readonly string[] = []): Run {
  const child = spawn(process.execPath, [...nodeArgs, START, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Every descendant of a process. Source: proc(5). */
function descendantsOf(pid: number | undefined): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return -1;
  }
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && parentOf(pid) !== -1;

describe('a bad start is one sentence and exit code 1', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown option', ['--prot', '80'], /^Unknown option '--prot'\. .*--help/],
    ['an argument', ['serve'], /^Unexpected argument 'serve'/],
    [
      'a port that is none',
      ['--port', 'http'],
      /^--port must be a number from 0 to 65532, and is "http"\.$/,
    ],
    ['a port beyond the last', ['--port', '65535'], /^--port must be a number/],
  ])('%s', async (_name, args, sentence) => {
    const run = start(args);
    expect(await run.ended).toBe(1);
    expect(run.stderr().trim()).toMatch(sentence);
    expect(run.stderr().trim().split('\n')).toHaveLength(1);
    expect(run.stdout()).toBe('');
  });

  it.each([0, 1, 3])('a port in use, %d above the one that was asked for', async (offset) => {
    const server = createServer();
    const port = await listen(server, 0);
    const run = start(['--ephemeral', '--port', String(port - offset)]);
    expect(await run.ended).toBe(1);
    await closeServer(server);
    expect(run.stderr().trim()).toMatch(
      /^Port \d+ is already in use\. Choose another with --port\.$/,
    );
  });

  it('a Node that is too old', async () => {
    const old = 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });';
    const run = start([], ['--import', `data:text/javascript,${encodeURIComponent(old)}`]);
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(
      /^The local run needs Node 24 or newer, and this is Node 20\.20\.2\. [^\n]+\n$/,
    );
  });
});

it('--help tells the options', async () => {
  const run = start(['--help']);
  expect(await run.ended).toBe(0);
  expect(run.stdout().trim()).toBe(HELP.trim());
});

describe.runIf(process.platform === 'linux')('an ephemeral run', () => {
  it('told to end while it synthesizes ends at once, and leaves nothing', async () => {
    const run = start(['--json', '--ephemeral', '--port', '0']);
    await vi.waitFor(() => expect(run.stderr()).toContain('Synthesizing'), { timeout: 20_000 });
    const processes = descendantsOf(run.child.pid);
    // As a terminal and npm together deliver one Ctrl-C.
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(run.stdout()).toBe('');
    await vi.waitFor(() => expect(processes.filter(isAlive)).toEqual([]), { timeout: 5_000 });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('prints one line, serves a key until it is deactivated, and dies with its whole family', async () => {
    const run = start(['--json', '--ephemeral', '--port', '0']);
    await vi.waitFor(() => expect(run.stdout()).toContain('\n'), {
      timeout: 120_000,
      interval: 100,
    });
    expect(run.stdout().trim().split('\n')).toHaveLength(1);
    const told = JSON.parse(run.stdout()) as Record<string, string>;
    expect(Object.keys(told)).toEqual([
      'dataUrl',
      'adminUrl',
      'dashboardUrl',
      'providerUrl',
      'region',
      'accessKeyId',
      'secretAccessKey',
      'projectId',
      'apiKey',
    ]);
    const {
      dataUrl,
      adminUrl,
      region = '',
      accessKeyId = '',
      secretAccessKey = '',
      projectId,
      apiKey,
    } = told;
    const client = new OpenAI({ baseURL: `${dataUrl}/v1`, apiKey, maxRetries: 0 });
    const ask = () =>
      client.chat.completions.stream({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Ahoy' }],
      });
    expect(await ask().finalContent()).toContain('Ahoy');

    const aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: 'execute-api' });
    const keys = `${adminUrl}/api/v1/projects/${projectId}/api-keys`;
    const list = (await (await aws.fetch(keys)).json()) as { api_keys: { id: string }[] };
    const deleted = await aws.fetch(`${keys}/${list.api_keys[0]?.id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    await expect(ask().finalContent()).rejects.toMatchObject({
      status: 401,
      code: 'deactivated_api_key',
    });

    const processes = descendantsOf(run.child.pid);
    expect(processes.length).toBeGreaterThanOrEqual(5);
    run.child.kill('SIGKILL');
    await run.ended;
    await vi.waitFor(() => expect(processes.filter(isAlive)).toEqual([]), { timeout: 5_000 });
  });
});
