// One call's life in usage: opened, then settled or cancelled, once, without ever disturbing the answer.
import { describe, expect, it } from 'vitest';
import { createAfterwards } from '../../../shared/kernel/afterwards.ts';
import { type CallStore, noteRefusal, openCall } from '../../../shared/usage/meter.ts';
import { intent, keptLog, settlement } from '../../support/usage.ts';

function meter(changes: Partial<CallStore> = {}) {
  const done: string[] = [];
  const waits: number[] = [];
  const { log, lines } = keptLog();
  const afterwards = createAfterwards();
  const calls: CallStore = {
    open: async () => void done.push('open'),
    settle: async (_place, { outcome }) => {
      done.push(`settle ${outcome}`);
      return 'settled';
    },
    cancel: async () => void done.push('cancel'),
    refuse: async () => void done.push('refuse'),
    ...changes,
  };
  const wait = async (ms: number) => void waits.push(ms);
  const call = openCall(intent(), { calls, log, afterwards, wait });
  return { call, done, waits, lines, afterwards };
}

const down = () => Promise.reject(new Error('down'));

describe('a metered call', () => {
  it('is opened at once and settled when told', async () => {
    const { call, done, afterwards, lines } = meter();
    await call.opened;
    call.settle(settlement());
    await afterwards.done();
    expect(done).toEqual(['open', 'settle ok']);
    expect(lines).toEqual([]);
  });

  it('has one result: the first', async () => {
    const { call, done, afterwards } = meter();
    call.settle(settlement({ outcome: 'aborted' }));
    call.settle(settlement());
    call.cancel();
    await afterwards.done();
    expect(done).toEqual(['open', 'settle aborted']);
  });

  it('is settled only after its intent is durable', async () => {
    let isDurable = () => {};
    const done: string[] = [];
    const { call, afterwards } = meter({
      open: () =>
        new Promise((resolve) => {
          isDurable = () => {
            done.push('durable');
            resolve();
          };
        }),
      settle: async () => {
        done.push('settle');
        return 'settled';
      },
    });
    call.settle(settlement());
    isDurable();
    await afterwards.done();
    expect(done).toEqual(['durable', 'settle']);
  });

  it('is cancelled by itself when its intent was not acknowledged', async () => {
    const { call, done, afterwards } = meter({ open: down });
    await expect(call.opened).rejects.toThrow('down');
    call.settle(settlement());
    await afterwards.done();
    expect(done).toEqual(['cancel']);
  });

  it('tries again after pauses, then leaves the call to its estimate and says so', async () => {
    const { call, waits, lines, afterwards } = meter({ settle: down });
    call.settle(settlement());
    await afterwards.done();
    expect(waits).toEqual([300, 1_000]);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'usage_not_stored' });
  });

  it('succeeds in a later round without a word', async () => {
    let attempts = 0;
    const { call, lines, afterwards } = meter({
      settle: async () => {
        if (attempts++ === 0) throw new Error('down');
        return 'settled';
      },
    });
    call.settle(settlement());
    await afterwards.done();
    expect(attempts).toBe(2);
    expect(lines).toEqual([]);
  });

  it('says when it was counted by its estimate already', async () => {
    const { call, lines, afterwards } = meter({ settle: async () => 'gone' });
    call.settle(settlement());
    await afterwards.done();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'usage_call_gone' });
  });
});

describe('a prompt that a rule stopped', () => {
  /** Each attempt takes as long as told and fails; returns how many there were. */
  async function attempts(attemptMs: number): Promise<number> {
    let nowMs = intent().startedAtMs;
    let count = 0;
    const afterwards = createAfterwards();
    const refuse = () => {
      count++;
      nowMs += attemptMs;
      return down();
    };
    const calls: CallStore = { open: down, settle: down, cancel: down, refuse };
    const { log, lines } = keptLog();
    const wait = async (ms: number) => {
      nowMs += ms;
    };
    noteRefusal(intent(), { calls, log, afterwards, wait, clock: () => nowMs });
    await afterwards.done();
    expect(lines.join()).toContain('usage_not_stored');
    return count;
  }

  it('is written again after a failure, but not so late that it could be counted twice', async () => {
    expect([await attempts(1_000), await attempts(29_000), await attempts(40_000)]).toEqual([
      3, 2, 1,
    ]);
  });
});
