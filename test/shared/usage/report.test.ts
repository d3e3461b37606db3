// The operator's report: ranges of days, groupings, pages, and what it refuses.
import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../shared/http/cursor.ts';
import type { KeyId } from '../../../shared/kernel/ids.ts';
import type { Aggregate } from '../../../shared/usage/aggregate.ts';
import type { PendingCall } from '../../../shared/usage/call.ts';
import type { UtcDay } from '../../../shared/usage/day.ts';
import { reportUsage } from '../../../shared/usage/report.ts';
import { GROUPINGS, type UsageQuery } from '../../../shared/usage/schema.ts';
import type { DayRange, UsageReader } from '../../../shared/usage/snapshot.ts';
import { NO_USAGE } from '../../../shared/usage/totals.ts';
import { viewUsage } from '../../../shared/usage/view.ts';
import {
  callId,
  intent,
  KEY,
  MODEL,
  NOON,
  noWait,
  PROJECT,
  settledCall,
} from '../../support/usage.ts';

const OTHER_KEY = `key_${'a'.repeat(22)}` as KeyId;
const sum = (day: string, keyId: KeyId, model: string, requests: number): Aggregate => ({
  projectId: PROJECT,
  day: day as UtcDay,
  keyId,
  model,
  totals: { ...NO_USAGE, requests, inputTokens: requests * 10 },
  foldNumber: 1,
});

const AGGREGATES = [
  sum('2026-11-21', KEY, MODEL, 1),
  sum('2026-11-21', OTHER_KEY, MODEL, 2),
  sum('2026-11-22', KEY, MODEL, 4),
  sum('2026-11-22', KEY, 'claude', 8),
];
const PENDING: PendingCall[] = [
  settledCall(),
  { ...intent({ callId: callId('o') }), state: 'open' },
];

function setUp(changes: Partial<UsageReader> = {}) {
  const asked: DayRange[] = [];
  const reader: UsageReader = {
    journal: async () => null,
    calls: async function* (_project, days) {
      asked.push(days);
      yield PENDING;
    },
    // The same calls, by session.
    aggregates: async (_project, _days, kind) =>
      kind === 'models'
        ? AGGREGATES
        : AGGREGATES.map((each) => ({ ...each, model: '', session: `${each.model}-session` })),
    ...changes,
  };
  const ports = {
    reader,
    wait: noWait,
    projectExists: async () => true,
    cursors: createCursorCodec(new Uint8Array(32)),
    clock: () => NOON,
  };
  const ask = async (query: UsageQuery = {}, changed: Partial<typeof ports> = {}) => {
    const report = await reportUsage(PROJECT, query, { ...ports, ...changed });
    const entries = report.usage.map(viewUsage);
    return {
      ...report,
      entries,
      rows: entries.map((entry) => [
        entry.day,
        entry.key_id,
        entry.model,
        entry.requests,
        entry.in_flight_requests,
      ]),
    };
  };
  return { ask, asked };
}

describe('a usage report', () => {
  it('adds folded and other calls up by day, key and model, newest day first', async () => {
    const { ask } = setUp();
    const { rows, total, nextCursor } = await ask();
    expect(rows).toEqual([
      ['2026-11-22', KEY, 'claude', 8, 0],
      ['2026-11-22', KEY, MODEL, 5, 1],
      ['2026-11-21', OTHER_KEY, MODEL, 2, 0],
      ['2026-11-21', KEY, MODEL, 1, 0],
    ]);
    expect([total, nextCursor]).toEqual([4, null]);
  });

  it.each([
    ['none', [[null, null, null, 16, 1]]],
    [
      'day',
      [
        ['2026-11-22', null, null, 13, 1],
        ['2026-11-21', null, null, 3, 0],
      ],
    ],
    [
      'key',
      [
        [null, OTHER_KEY, null, 2, 0],
        [null, KEY, null, 14, 1],
      ],
    ],
    [
      'model',
      [
        [null, null, 'claude', 8, 0],
        [null, null, MODEL, 8, 1],
      ],
    ],
  ] as const)('groups by %s', async (group_by, expected) => {
    const { ask } = setUp();
    expect((await ask({ group_by })).rows).toEqual(expected);
  });

  it('is the same sum in every grouping', async () => {
    const { ask } = setUp();
    for (const group_by of GROUPINGS) {
      const { entries } = await ask({ group_by });
      const total = (of: 'requests' | 'input_tokens') =>
        entries.reduce((sumSoFar, entry) => sumSoFar + entry[of], 0);
      expect([total('requests'), total('input_tokens')]).toEqual([16, 160]);
    }
  });

  it('covers the last 30 days unless asked otherwise', async () => {
    const { ask, asked } = setUp();
    await ask();
    await ask({ to: '2026-03-01' });
    await ask({ from: '2026-11-22' });
    await ask({ from: '2024-02-29', to: '2024-02-29' });
    expect(asked).toEqual([
      { from: '2026-10-24', to: '2026-11-22' },
      { from: '2026-01-31', to: '2026-03-01' },
      { from: '2026-11-22', to: '2026-11-22' },
      { from: '2024-02-29', to: '2024-02-29' },
    ]);
  });

  it('comes in pages that together are the whole', async () => {
    const { ask } = setUp();
    const rows: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask({ limit: '1', ...(cursor === undefined ? {} : { cursor }) });
      rows.push(...page.rows);
      expect(page.total).toBe(4);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(rows).toEqual((await ask()).rows);
  });

  it('refuses a cursor of another range or grouping', async () => {
    const { ask } = setUp();
    const cursor = (await ask({ limit: '1' })).nextCursor ?? '';
    await expect(ask({ cursor, group_by: 'day' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(ask({ cursor, from: '2026-11-01' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it.each([
    ['that ends before it begins', { from: '2026-11-02', to: '2026-11-01' }],
    ['of more than 366 days', { from: '2025-01-01', to: '2026-11-01' }],
  ])('refuses a range %s', async (_what, query) => {
    const { ask } = setUp();
    await expect(ask(query)).rejects.toMatchObject({ code: 'validation_error', param: 'from' });
  });

  it('of no project is not found', async () => {
    const { ask } = setUp();
    await expect(ask({}, { projectExists: async () => false })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('fails rather than guessing while folds do not cease', async () => {
    let number = 0;
    const journal = async () => ({
      projectId: PROJECT,
      number: ++number,
      calls: [],
      growth: [],
      isDone: true,
    });
    const { ask } = setUp({ journal });
    await expect(ask()).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});
