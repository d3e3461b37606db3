// Function processes under AWS's own runtime interface client: streaming, time limits, crashes, clients that leave.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { heapOptions, type InvocationResult } from '../../../local/runtime/environment.ts';
import { FunctionPool } from '../../../local/runtime/pool.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A function with every habit, good and bad; `event.do` says which. */
const BUNDLE = `
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const deeds = {
  pid: async () => process.pid,
  env: async () => Object.keys(process.env).sort(),
  slow: async (event) => { await wait(event.ms); return process.pid; },
  throw: async () => { throw new RangeError('no'); },
  exit: async () => process.exit(1),
  reject: async () => { void Promise.reject(new Error('stray')); await wait(1000); },
  hoard: async (event) => {
    const held = [];
    for (let mb = 0; mb < event.mb; mb++) held.push(Array.from({ length: 131_072 }, (_, at) => at + 0.5));
    return held.length;
  },
  log: async (event) => { console.info(event.line); return null; },
};
export const buffered = async (event) => deeds[event.do](event);

export const streamed = awslambda.streamifyResponse(async (event, stream) => {
  if (event.do === 'early') throw new RangeError('before the first byte');
  stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
  stream.write('');
  if (event.do === 'pid') { stream.write(String(process.pid)); return stream.end(); }
  if (event.do === 'late') { stream.write('half'); await wait(20); throw new Error('late'); }
  let gone = false;
  stream.on('close', () => { gone = true; });
  for (let i = 0; i < event.count && !gone; i++) { stream.write('tick ' + i + '\\n'); await wait(event.ms ?? 0); }
  console.info(gone ? 'the client is gone' : 'sent all');
  stream.end();
});
`;

let folder: string;
const pools: FunctionPool[] = [];
/** Once for each process that died of its heap. */
const full: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pool-test-'));
  await writeFile(join(folder, 'index.mjs'), BUNDLE);
  await writeFile(join(folder, 'broken.mjs'), 'throw new Error("cannot be imported");');
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await rm(folder, { recursive: true });
});

const logFile = (): string => join(folder, 'function.log');
const log = (): Promise<string> => readFile(logFile(), 'utf8');

function poolOf(handler: string, options: { timeoutMs?: number; maxEnvironments?: number } = {}) {
  const variables = {
    AWS_LAMBDA_FUNCTION_NAME: 'toy',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: 'group',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
  };
  const pool = new FunctionPool({
    bundleFolder: folder,
    variables,
    logFile: logFile(),
    memoryMb: 128,
    onHeapFull: () => void full.push('full'),
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:toy',
    timeoutMs: 20_000,
    maxEnvironments: 4,
    ...options,
  });
  pools.push(pool);
  return pool;
}

const call = (pool: FunctionPool, event: object): Promise<InvocationResult> =>
  pool.invoke(JSON.stringify(event));

async function json(result: InvocationResult): Promise<unknown> {
  if (result.kind !== 'response') throw new Error(`no response but ${result.kind}`);
  return JSON.parse(await text(result.body));
}

async function streamOf(result: InvocationResult) {
  if (result.kind !== 'response') throw new Error(`no response but ${result.kind}`);
  return result;
}

describe('a buffered function', () => {
  it('answers with its value, one process after another call', async () => {
    const pool = poolOf('index.buffered');
    const first = await json(await call(pool, { do: 'pid' }));
    expect(first).toBeTypeOf('number');
    expect(await json(await call(pool, { do: 'pid' }))).toBe(first);
  });

  it('inherits nothing from this shell', async () => {
    process.env['PLANTED_SECRET'] = 'x';
    const names = (await json(await call(poolOf('index.buffered'), { do: 'env' }))) as string[];
    expect(names).not.toContain('PLANTED_SECRET');
    expect(names).not.toContain('HOME');
    expect(names.filter((name) => !/^(AWS_|LAMBDA_|_HANDLER|_X_AMZN)/.test(name))).toEqual([]);
  });

  it('reports what it throws', async () => {
    const result = await call(poolOf('index.buffered'), { do: 'throw' });
    expect(result).toEqual({ kind: 'error', errorType: 'RangeError', errorMessage: 'no' });
  });

  it('writes its console to the log file', async () => {
    await call(poolOf('index.buffered'), { do: 'log', line: 'a line of the function' });
    expect(await log()).toContain('a line of the function');
  });

  it.each([
    'exit',
    'reject',
  ])('that crashes (%s) fails its caller, and the next one is served', async (how) => {
    const pool = poolOf('index.buffered');
    expect(await call(pool, { do: how })).toEqual({ kind: 'crashed' });
    expect(await json(await call(pool, { do: 'pid' }))).toBeTypeOf('number');
  });

  it('that cannot be imported fails its callers', async () => {
    const pool = poolOf('broken.buffered');
    expect(await call(pool, {})).toEqual({ kind: 'crashed' });
    expect(await log()).toContain('init-error');
  });

  it('is ended at its time limit, and the next caller is served', async () => {
    const pool = poolOf('index.buffered', { timeoutMs: 400 });
    await pool.warm();
    expect(await call(pool, { do: 'slow', ms: 60_000 })).toEqual({ kind: 'timeout' });
    expect(await log()).toContain('"status":"timeout"');
    await pool.warm();
    expect(await json(await call(pool, { do: 'pid' }))).toBeTypeOf('number');
  });
});

describe('a pool', () => {
  it('runs calls in parallel processes, up to its limit, and the rest in line', async () => {
    const pool = poolOf('index.buffered', { maxEnvironments: 2 });
    const calls = [1, 2, 3, 4, 5].map(() => call(pool, { do: 'slow', ms: 100 }));
    const pids = await Promise.all(calls.map(async (result) => json(await result)));
    expect(new Set(pids).size).toBe(2);
  });

  it('leaves no process behind when it is closed', async () => {
    const pool = poolOf('index.buffered');
    const pid = (await json(await call(pool, { do: 'pid' }))) as number;
    const busy = call(pool, { do: 'slow', ms: 60_000 });
    await pool.close();
    expect(await busy).toEqual({ kind: 'crashed' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await call(pool, { do: 'pid' })).toEqual({ kind: 'crashed' });
  });
});

describe('a streaming function', () => {
  const prelude = `{"statusCode":200,"headers":{}}${'\0'.repeat(8)}`;

  it('sends metadata, eight NUL bytes, then its body', async () => {
    const { body, failedLate } = await streamOf(
      await call(poolOf('index.streamed'), { do: 'tick', count: 2 }),
    );
    expect(await text(body)).toBe(`${prelude}tick 0\ntick 1\n`);
    expect(failedLate()).toBe(false);
  });

  it('is read while it is written', async () => {
    const pool = poolOf('index.streamed');
    const { body, abort } = await streamOf(await call(pool, { do: 'tick', count: 1e9, ms: 1 }));
    const seen: string[] = [];
    for await (const chunk of body) {
      seen.push(String(chunk));
      if (seen.join('').includes('tick 3')) break;
    }
    expect(seen.length).toBeGreaterThan(1);
    abort();
  });

  it('that fails before the first byte ends empty and marked as failed', async () => {
    const { body, failedLate } = await streamOf(
      await call(poolOf('index.streamed'), { do: 'early' }),
    );
    expect(await text(body)).toBe('');
    expect(failedLate()).toBe(true);
  });

  it('that fails later is marked as failed at its end', async () => {
    const { body, failedLate } = await streamOf(
      await call(poolOf('index.streamed'), { do: 'late' }),
    );
    expect(await text(body)).toBe(`${prelude}half`);
    expect(failedLate()).toBe(true);
  });

  it('sees its client go, and the same process serves the next caller', async () => {
    const pool = poolOf('index.streamed', { maxEnvironments: 1 });
    const pid = await text((await streamOf(await call(pool, { do: 'pid' }))).body);
    const { body, abort } = await streamOf(await call(pool, { do: 'tick', count: 1e9, ms: 5 }));
    body.once('data', abort);
    body.on('error', () => {});
    const after = await streamOf(await call(pool, { do: 'pid' }));
    expect(await text(after.body)).toBe(pid);
    expect(await log()).toContain('the client is gone');
  });
});

describe('a function whose heap is full', () => {
  it('dies as on Lambda, is told, and the next call has a new process', async () => {
    const pool = poolOf('index.buffered');
    expect(await json(await call(pool, { do: 'hoard', mb: 60 }))).toBe(60);
    full.length = 0;
    expect((await call(pool, { do: 'hoard', mb: 200 })).kind).toBe('crashed');
    await vi.waitFor(() => expect(full).toEqual(['full']));
    expect(await log()).toContain('Runtime.OutOfMemory');
    expect(await json(await call(pool, { do: 'hoard', mb: 1 }))).toBe(1);
  });

  it('that ends otherwise is not taken for one', async () => {
    full.length = 0;
    const pool = poolOf('index.buffered');
    expect((await call(pool, { do: 'exit' })).kind).toBe('crashed');
    await json(await call(pool, { do: 'pid' }));
    expect(full).toEqual([]);
  });

  it('has the part of its memory that Lambda gives it', () => {
    expect(heapOptions(128)).toEqual(['--max-old-space-size=115', '--max-semi-space-size=6']);
    expect(heapOptions(1024)).toEqual(['--max-old-space-size=921', '--max-semi-space-size=51']);
  });
});
