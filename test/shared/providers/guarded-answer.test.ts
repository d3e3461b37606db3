// What a guard says to an answer is what the client gets, and the watch hears of both.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createLog } from '../../../shared/kernel/log.ts';
import { toResponse } from '../../../shared/providers/provider-answer.ts';
import { ProviderToken } from '../../../shared/providers/provider-token.ts';
import type { AnswerGuard } from '../../../shared/wire/answer-guard.ts';

const TOKEN = 'sk-secret-0123456789';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bytes = (text: string): Buffer => Buffer.from(text);

/** Allows, and writes everything in capitals. */
const loud = (changes: Partial<AnswerGuard> = {}): AnswerGuard => ({
  whole: async (answer) => ({ kind: 'allowed', bytes: bytes(answer.toString().toUpperCase()) }),
  failure: (body) => bytes(body.toString().toUpperCase()),
  openStream: () => ({
    push: (frames) => ({ frames: bytes(frames.toString().toUpperCase()), end: null }),
    finish: async () => ({ frames: bytes('data: "last"\n\n'), end: null }),
    close: () => undefined,
  }),
  ...changes,
});

async function respond(
  guard: AnswerGuard | null,
  { status = 200, type = 'application/json', body = '{"a":"b"}' } = {},
) {
  const told: unknown[] = [];
  const answer = { status, headers: { 'content-type': type }, body: Readable.from([bytes(body)]) };
  const call = {
    endpoint: 'messages',
    model: 'claude',
    stream: false,
    body: {},
    files: null,
  } as const;
  const response = toResponse(answer, call, {
    guard,
    recorder: null,
    token: new ProviderToken(TOKEN),
    requestId: 'req-1',
    log: createLog(silent),
    watch: {
      answered: (seen, end) => void told.push(['answered', seen.toString(), end]),
      streamed: (frames) => void told.push(['streamed', frames.toString()]),
      streamEnded: (end) => void told.push(['ended', end]),
      failed: ({ status: seen }) => void told.push(['failed', seen]),
    },
  });
  return { response, told };
}

describe('a whole answer', () => {
  it('goes out as the guard leaves it, and is counted as the provider gave it', async () => {
    const { response, told } = await respond(loud());
    expect((await response).body.toString()).toBe('{"A":"B"}');
    expect(told).toEqual([['answered', '{"a":"b"}', 'complete']]);
  });

  it('without a guard goes out byte by byte', async () => {
    const { response } = await respond(null, { body: '{ "a":1.0 }' });
    expect((await response).body.toString()).toBe('{ "a":1.0 }');
  });

  it('that is blocked is refused, and counted as blocked', async () => {
    const error = new ApiError('response_blocked');
    const { response, told } = await respond(
      loud({ whole: async () => ({ kind: 'blocked', error }) }),
    );
    await expect(response).rejects.toBe(error);
    expect(told).toEqual([['answered', '{"a":"b"}', 'blocked']]);
  });

  it('that the guard fails on is not sent', async () => {
    const broken = new Error('broken');
    const { response, told } = await respond(loud({ whole: () => Promise.reject(broken) }));
    await expect(response).rejects.toBe(broken);
    expect(told).toEqual([]);
  });

  it('has no token in it, whatever the guard made of it', async () => {
    const whole = async () => ({ kind: 'allowed', bytes: bytes(`{"t":"${TOKEN}"}`) }) as const;
    const { response } = await respond(loud({ whole }));
    expect((await response).body.toString()).not.toContain(TOKEN);
  });
});

it('an error of the provider goes out as the guard leaves it', async () => {
  const { response, told } = await respond(loud(), { status: 429, body: '{"error":"slow"}' });
  expect(await response).toMatchObject({ status: 429, body: bytes('{"ERROR":"SLOW"}') });
  expect(told).toEqual([['failed', 429]]);
});

it('a stream goes out as the guard leaves it, with what comes out at its end', async () => {
  const { response, told } = await respond(loud(), {
    type: 'text/event-stream',
    body: 'data: "x"\n\n',
  });
  const shown = await buffer((await response).body as Readable);
  expect(shown.toString()).toBe('DATA: "X"\n\ndata: "last"\n\n');
  expect(told).toEqual([
    ['streamed', 'data: "x"\n\n'],
    ['ended', 'complete'],
  ]);
});

it('a stream whose guard throws ends with an error, and is closed once', async () => {
  let closed = 0;
  const openStream = () => ({
    push: () => {
      throw new Error('broken');
    },
    finish: () => Promise.reject(new Error('broken')),
    close: () => void closed++,
  });
  const { response } = await respond(loud({ openStream }), {
    type: 'text/event-stream',
    body: 'data: "x"\n\n',
  });
  const shown = (await buffer((await response).body as Readable)).toString();
  expect(shown).toContain('"code":"internal_error"');
  expect(shown).not.toContain('"x"');
  expect(closed).toBe(1);
});
