// GET usage on the real stores: calls from their beginning on, before and after they are added up.
import { describe, expect, it } from 'vitest';
import { writeLastUsed } from '../../../../shared/aws/keys/last-used.ts';
import { callStore } from '../../../../shared/aws/usage/call-store.ts';
import { foldStore } from '../../../../shared/aws/usage/fold-store.ts';
import type { KeyId, ProjectId } from '../../../../shared/kernel/ids.ts';
import { type CallIntent, newCallId } from '../../../../shared/usage/call.ts';
import { rollUp } from '../../../../shared/usage/roll-up.ts';
import { START_MS } from '../../../support/admin-system.ts';
import {
  intent,
  keptLog,
  MINUTE,
  noWait,
  policyRecord,
  settlement,
} from '../../../support/usage.ts';
import {
  newKey,
  newProject,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

async function call(
  project: TestProject,
  changes: Partial<CallIntent>,
  ends = true,
  result = settlement(),
): Promise<void> {
  const store = callStore(admin.dynamo.client, admin.dynamo.usageTable);
  const projectId = project.id as ProjectId;
  const begun = intent({ projectId, callId: newCallId(), startedAtMs: START_MS, ...changes });
  await store.open(begun);
  if (ends) await store.settle(begun, result);
}

async function refuse(project: TestProject, changes: Partial<CallIntent>): Promise<void> {
  const store = callStore(admin.dynamo.client, admin.dynamo.usageTable);
  const projectId = project.id as ProjectId;
  await store.refuse(intent({ projectId, callId: newCallId(), startedAtMs: START_MS, ...changes }));
}

function addUp(nowMs: number) {
  const { log } = keptLog();
  const table = { client: admin.dynamo.client, name: admin.dynamo.usageTable };
  const store = foldStore(table, { log, wait: noWait });
  return rollUp({ store, log, clock: () => nowMs, mayGoOn: () => true });
}

const usageOf = (project: TestProject, query: Record<string, string> = {}) =>
  admin.call('GET', `${project.path}/usage`, { query });

describe('usage', () => {
  it('is empty for a project that nobody used', async () => {
    const { status, body } = await usageOf(await newProject(admin));
    expect([status, body]).toEqual([
      200,
      { usage: [], from: '2026-10-24', to: '2026-11-22', total: 0, next_cursor: null },
    ]);
  });

  it('has every call from its beginning on, and is the same after it was added up', async () => {
    const project = await newProject(admin);
    const keyId = (await newKey(admin, project)).id as KeyId;
    for (let i = 0; i < 3; i++) await call(project, { keyId });
    await call(project, { keyId, model: 'claude-test' });
    await call(project, { keyId, startedAtMs: START_MS - 24 * 60 * MINUTE });
    await call(project, { keyId }, false);
    const before = await usageOf(project);
    expect(before.body.total).toBe(3);
    expect(before.body.usage[1]).toEqual({
      day: '2026-11-22',
      key_id: keyId,
      model: 'gpt-test',
      session: null,
      requests: 3,
      aborted_requests: 0,
      blocked_requests: 0,
      failed_requests: 0,
      estimated_requests: 0,
      in_flight_requests: 1,
      policy_requests: 0,
      blocked_prompts: 0,
      masked_prompts: 0,
      masked_answers: 0,
      input_tokens: 30,
      cached_input_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: 60,
      reasoning_tokens: 0,
      long_cache_write_tokens: 0,
      web_search_requests: 0,
      images: 0,
      audio_seconds: 0,
      variants: [],
      rules: [],
    });
    expect(await addUp(START_MS + 10 * MINUTE)).toMatchObject({ folded: 5 });
    expect((await usageOf(project)).body).toEqual(before.body);
  });

  it('tells what rules did, the same before and after it was added up', async () => {
    const project = await newProject(admin);
    const watched = { ruleId: 'rule_2', monitoring: true, count: 5 } as const;
    await call(project, { policy: policyRecord([{}, watched]) });
    await call(project, { policy: policyRecord(), purpose: 'policy' });
    const outbound = policyRecord([{}, { direction: 'outbound' }]);
    await call(project, { policy: policyRecord() }, true, settlement({ policy: outbound }));
    await refuse(project, { policy: policyRecord([{ decision: 'block' }]), model: 'unknown' });
    const before = await usageOf(project, { group_by: 'none' });
    const rule = { rule_id: 'rule_1', direction: 'inbound', decision: 'mask', monitoring: false };
    expect(before.body.usage).toMatchObject([
      {
        requests: 3,
        policy_requests: 1,
        blocked_prompts: 1,
        masked_prompts: 3,
        masked_answers: 1,
        rules: [
          { ...rule, requests: 3, matches: 6 },
          { ...rule, rule_id: 'rule_2', monitoring: true, requests: 1, matches: 5 },
          { ...rule, decision: 'block', requests: 1, matches: 2 },
          { ...rule, direction: 'outbound', requests: 1, matches: 2 },
        ],
      },
    ]);
    expect(await addUp(START_MS + 10 * MINUTE)).toMatchObject({ folded: 4 });
    expect((await usageOf(project, { group_by: 'none' })).body).toEqual(before.body);
  });

  it('is grouped by session, the same before and after it was added up', async () => {
    const project = await newProject(admin);
    await call(project, { session: 'a' });
    await call(project, { session: 'a', model: 'claude-test' });
    await call(project, { session: 'b' });
    await call(project, {});
    const before = (await usageOf(project, { group_by: 'session' })).body;
    expect(before.usage).toMatchObject([
      { session: null, requests: 1, model: null },
      { session: 'a', requests: 2, input_tokens: 20 },
      { session: 'b', requests: 1 },
    ]);
    await addUp(START_MS + 10 * MINUTE);
    expect((await usageOf(project, { group_by: 'session' })).body).toEqual(before);
    const first = await usageOf(project, { group_by: 'session', limit: '2' });
    const second = await usageOf(project, {
      group_by: 'session',
      limit: '2',
      cursor: String(first.body.next_cursor),
    });
    expect([...first.body.usage, ...second.body.usage]).toEqual(before.usage);
  });

  it('is grouped, limited to days and paged as asked', async () => {
    const project = await newProject(admin);
    const days = [0, 1, 2].map((day) => START_MS - day * 24 * 60 * MINUTE);
    for (const startedAtMs of days) await call(project, { startedAtMs });
    await addUp(START_MS + 10 * MINUTE);
    const days2 = await usageOf(project, { from: '2026-11-20', group_by: 'day', to: '2026-11-21' });
    const shown = days2.body.usage.map((entry: Record<string, unknown>) => [
      entry['day'],
      entry['key_id'],
      entry['requests'],
    ]);
    expect(shown).toEqual([
      ['2026-11-21', null, 1],
      ['2026-11-20', null, 1],
    ]);
    const first = await usageOf(project, { limit: '2' });
    const second = await usageOf(project, { cursor: first.body.next_cursor, limit: '2' });
    expect([first.body.usage.length, second.body.usage.length]).toEqual([2, 1]);
    expect(second.body.next_cursor).toBeNull();
  });

  it("is the project's own", async () => {
    const [mine, other] = [await newProject(admin), await newProject(admin)];
    await call(mine, {});
    expect((await usageOf(other)).body.usage).toEqual([]);
  });

  it('shows when a key was last used beside the key', async () => {
    const key = await newKey(admin, await newProject(admin));
    expect((await admin.call('GET', key.path)).body.last_used_at).toBeNull();
    await writeLastUsed(admin.dynamo.client, admin.dynamo.keysTable)(
      key.id as KeyId,
      START_MS / 1000,
    );
    expect((await admin.call('GET', key.path)).body.last_used_at).toBe('2026-11-22T12:00:00.000Z');
  });
});
