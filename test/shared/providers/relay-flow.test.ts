// The relay's flow: comments in silence, back-pressure to the provider, and a reader that goes away.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../shared/kernel/log.ts';
import { ProviderToken } from '../../../shared/providers/provider-token.ts';
import { RELAY_LIMITS, type RelayOptions, relayStream } from '../../../shared/providers/relay.ts';
import { chatFrame } from '../../support/provider-scripts.ts';

const DONE = 'data: [DONE]\n\n';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const relay = (source: Readable, changes: Partial<RelayOptions> = {}): Readable =>
  relayStream(source, {
    endpoint: 'chat',
    hideUsage: false,
    token: new ProviderToken('sk-secret-0123456789'),
    requestId: 'req-1',
    log: createLog(silent),
    watch: { streamed: () => {}, streamEnded: () => {} },
    guard: null,
    ...changes,
  });

describe('keep-alive comments', () => {
  const limits = { ...RELAY_LIMITS, pingAfterMs: 20 };

  it('come in silence, and never inside a frame', async () => {
    const source = new PassThrough();
    const output = relay(source, { limits });
    const seen = buffer(output);
    source.write(`${chatFrame('a')}data: {"ha`);
    await sleep(100);
    source.end('lf":1}\n\n');
    const text = (await seen).toString();
    expect(text).toMatch(/: ping\n\n/);
    expect(text.replaceAll(': ping\n\n', '')).toBe(`${chatFrame('a')}data: {"half":1}\n\n${DONE}`);
  });

  it('do not pile up for a reader that does not read', async () => {
    const source = new PassThrough();
    const output = relay(source, { limits });
    source.write(chatFrame('a'));
    await sleep(150);
    source.end();
    expect((await buffer(output)).toString()).toBe(chatFrame('a') + DONE);
  });
});

describe('the reader', () => {
  it('that goes away ends the provider call at once', async () => {
    const source = new PassThrough();
    const output = relay(source);
    output.destroy();
    expect(source.destroyed).toBe(true);
  });

  it('that goes away by an error ends the provider call, too', async () => {
    const source = new PassThrough();
    const output = relay(source).on('error', () => undefined);
    output.destroy(new Error('EPIPE'));
    expect(source.destroyed).toBe(true);
  });

  it('that does not read makes the provider wait, and gets everything later', async () => {
    let given = 0;
    const frame = chatFrame('x'.repeat(8_000));
    const source = new Readable({
      read() {
        given++;
        this.push(given <= 500 ? Buffer.from(frame) : null);
      },
    });
    const output = relay(source);
    await sleep(50);
    expect(given).toBeLessThan(50);
    expect((await buffer(output)).length).toBe(500 * frame.length + DONE.length);
  });

  it('never sees an error', async () => {
    const source = new PassThrough();
    const output = relay(source);
    source.destroy(new Error('ECONNRESET'));
    expect((await buffer(output)).toString()).toContain('"code":"upstream_error"');
    expect(output.errored).toBeNull();
  });
});
