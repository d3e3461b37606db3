// What a fold takes in: old enough calls, as many as fit, each into the sum of its day, key and model.
import { describe, expect, it } from 'vitest';
import type { KeyId } from '../../../shared/kernel/ids.ts';
import { NO_TOKENS, type PendingCall } from '../../../shared/usage/call.ts';
import {
  ABANDONED_AFTER_MS,
  FOLD_AFTER_MS,
  isDue,
  MAX_CALLS_IN_FOLD,
  planFold,
} from '../../../shared/usage/fold.ts';
import {
  callId,
  intent,
  KEY,
  NOON,
  PROJECT,
  policyRecord,
  settledCall,
  settlement,
} from '../../support/usage.ts';

const open: PendingCall = { ...intent(), state: 'open' };
const cancelled: PendingCall = { ...intent({ callId: callId('void') }), state: 'void' };

describe('a call', () => {
  it('is due once no late repetition of its intent can arrive', () => {
    expect(FOLD_AFTER_MS).toBeGreaterThan(5 * 60_000);
    expect(isDue(settledCall(), NOON + FOLD_AFTER_MS - 1)).toBe(false);
    expect(isDue(settledCall(), NOON + FOLD_AFTER_MS)).toBe(true);
    expect(isDue(cancelled, NOON + FOLD_AFTER_MS - 1)).toBe(false);
  });

  it('is given up only when it cannot be running, even with clocks 10 minutes apart', () => {
    expect(ABANDONED_AFTER_MS).toBeGreaterThan((15 + 10) * 60_000);
    expect(isDue(open, NOON + ABANDONED_AFTER_MS - 1)).toBe(false);
    expect(isDue(open, NOON + ABANDONED_AFTER_MS)).toBe(true);
  });
});

/** Without the sums by session, which hold the same calls. */
const byModel = ({ growth }: ReturnType<typeof planFold>) =>
  growth.filter(({ session }) => session === undefined);

describe('a fold', () => {
  it('sums by day, key and model', () => {
    const other = `key_${'z'.repeat(22)}` as KeyId;
    const fold = planFold(PROJECT, 3, [
      settledCall(),
      settledCall({ callId: callId('2') }),
      settledCall({ callId: callId('3'), startedAtMs: NOON - 86_400_000 }),
      settledCall({ callId: callId('4'), keyId: other }),
      settledCall({ callId: callId('5'), model: 'other' }),
    ]);
    expect(fold).toMatchObject({ projectId: PROJECT, number: 3, isDone: false });
    expect(fold.calls).toHaveLength(5);
    expect(
      byModel(fold).map(({ day, keyId, model, totals }) => [day, keyId, model, totals.requests]),
    ).toEqual([
      ['2026-11-22', KEY, 'gpt-test', 2],
      ['2026-11-21', KEY, 'gpt-test', 1],
      ['2026-11-22', other, 'gpt-test', 1],
      ['2026-11-22', KEY, 'other', 1],
    ]);
    expect(fold.growth[0]?.totals).toMatchObject({ inputTokens: 20, outputTokens: 40 });
  });

  it('sums by session, too, and calls without one among themselves', () => {
    const fold = planFold(PROJECT, 1, [
      settledCall({ session: 'a' }),
      settledCall({ callId: callId('2'), session: 'a', model: 'other' }),
      settledCall({ callId: callId('3'), session: 'b' }),
      settledCall({ callId: callId('4') }),
    ]);
    const sessions = fold.growth.filter(({ session }) => session !== undefined);
    expect(sessions.map(({ session, totals }) => [session, totals.requests])).toEqual([
      ['a', 2],
      ['b', 1],
      ['', 1],
    ]);
  });

  it('counts outcomes apart', () => {
    const outcomes = ['ok', 'aborted', 'blocked', 'failed'] as const;
    const calls = outcomes.map((outcome, index) =>
      settledCall({ callId: callId(`c${index}`) }, settlement({ outcome })),
    );
    expect(planFold(PROJECT, 1, [...calls, open]).growth[0]?.totals).toMatchObject({
      requests: 5,
      abortedRequests: 1,
      blockedRequests: 1,
      failedRequests: 2,
      estimatedRequests: 1,
    });
  });

  it('takes a call that nobody settled by its estimate, and a cancelled one for nothing', () => {
    const fold = planFold(PROJECT, 1, [open, cancelled]);
    expect(fold.calls).toHaveLength(2);
    expect(byModel(fold).map(({ totals }) => totals)).toMatchObject([
      { requests: 1, failedRequests: 1, estimatedRequests: 1, inputTokens: 5, outputTokens: 0 },
    ]);
    expect(planFold(PROJECT, 1, [cancelled]).growth).toEqual([]);
  });

  it('fits an item of 400 KB, and leaves what does not fit', () => {
    const calls = Array.from({ length: 5_000 }, (_, i) =>
      settledCall({ callId: callId(`${i}`), model: `${i % 1_000}`.padEnd(200, 'é') }),
    );
    const fold = planFold(PROJECT, 1, calls);
    expect(fold.calls.length).toBeLessThanOrEqual(MAX_CALLS_IN_FOLD);
    expect(Buffer.byteLength(JSON.stringify(fold))).toBeLessThan(400_000);
    const names = new Set(fold.growth.map(({ model }) => model));
    const taken = new Set(fold.calls.map(({ callId: id }) => id));
    for (const call of calls) if (taken.has(call.callId)) expect(names).toContain(call.model);
  });

  it('counts prompts that a rule stopped apart from calls, with what rules did', () => {
    const prompt = intent({ callId: callId('p'), policy: policyRecord([{ decision: 'block' }]) });
    const refused = settlement({ outcome: 'refused', tokens: NO_TOKENS });
    const calls = [
      settledCall(prompt, refused),
      settledCall({ policy: policyRecord() }),
      settledCall({}, settlement({ policy: policyRecord([{ direction: 'outbound' }]) })),
      settledCall({ policy: policyRecord([{ monitoring: true }]), purpose: 'policy' }),
    ];
    expect(planFold(PROJECT, 1, calls).growth[0]?.totals).toMatchObject({
      requests: 3,
      blockedPrompts: 1,
      maskedPrompts: 1,
      maskedAnswers: 1,
      policyRequests: 1,
      rules: {
        'rule_1#inbound#block#enforce#requests': 1,
        'rule_1#inbound#mask#enforce#matches': 2,
        'rule_1#outbound#mask#enforce#matches': 2,
        'rule_1#inbound#mask#monitor#requests': 1,
      },
    });
  });

  it('leaves calls for the next one whose sums by rule do not fit into a write', () => {
    const rules = (from: number, count: number) =>
      policyRecord(Array.from({ length: count }, (_, i) => ({ ruleId: `rule_${from + i}` })));
    const call = (id: string, from: number, count: number, model = 'm') =>
      settledCall({ callId: callId(id), model, policy: rules(from, count) });
    const same = planFold(PROJECT, 1, [call('1', 0, 100), call('2', 100, 100), call('3', 0, 90)]);
    expect(same.calls.map(({ callId: id }) => Number(id))).toEqual([1, 3]);
    const models = Array.from({ length: 6 }, (_, i) => call(`${i}`, 0, 100, `m${i}`));
    expect(planFold(PROJECT, 1, models).calls).toHaveLength(5);
  });
});
