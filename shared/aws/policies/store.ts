// The tables of policies as the admin plane uses them: a change, its new version and its event are one transaction.

import type { Change } from '../../audit/event.ts';
import {
  policyCreated,
  policyDeleted,
  policyUpdated,
  ruleChanged,
  versionSaved,
} from '../../audit/policy-changes.ts';
import { projectsTable } from '../../contracts/tables.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { PolicyId } from '../../kernel/ids.ts';
import type { DictionaryPins, Policy } from '../../policies/record.ts';
import type { PolicyEdit, PolicyState, PolicyStore, SaveOutcome } from '../../policies/store.ts';
import type { Ledger } from '../audit/ledger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { queryCount } from '../dynamo/index-page.ts';
import { listPage, listQuery } from '../dynamo/list-page.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { changedItem, newItem, type Write } from '../dynamo/transaction.ts';
import { DELETED_AT } from '../projects/item.ts';
import { dictionaryKey } from './dictionary-item.ts';
import {
  fromPolicyItem,
  fromSummaryItem,
  POLICY_LIST,
  policyKey,
  toPolicyItem,
  toSummaryItem,
  versionList,
} from './item.ts';
import { toVersionItem } from './version-item.ts';
import { findVersion } from './version-reader.ts';

const { partitionKey, byList } = projectsTable;

export const policyStore = (table: Table, ledger: Ledger): PolicyStore => ({
  findPolicy: (policyId) => findPolicy(table, policyId),
  findVersion: (policyId, version) => findVersion(table, { policyId, version }),
  insert: (state) => insert(table, ledger, state),
  replace: (before, after, edit) => replace(table, ledger, before, after, edit),
  markDeleted: (state, atMs) => markDeleted(table, ledger, state, atMs),
  page: (request) => listPage(table, POLICY_LIST, request, fromPolicyItem),
  count: () => queryCount(table, listQuery(POLICY_LIST)),
  versionPage: (policyId, request) =>
    listPage(table, versionList(policyId), request, fromSummaryItem),
});

async function findPolicy(table: Table, policyId: PolicyId): Promise<Policy | null> {
  const item = await readStrongly(table, policyKey(policyId));
  return item === null || DELETED_AT in item ? null : fromPolicyItem(item);
}

async function insert(table: Table, ledger: Ledger, state: PolicyState): Promise<SaveOutcome> {
  const { policy, latest } = state;
  const version = versionWrites(table, state);
  if (version === null) return 'too_large';
  const head = newItem(table, partitionKey, toPolicyItem(policy));
  const writes = [head, ...version, ...usageWrites(table, {}, latest.pins)];
  const entry = { writes, change: policyCreated(policy) };
  const { kind } = await ledger.commit('account', [entry], [policy.policyId]);
  return kind === 'written' ? 'written' : 'changed';
}

async function replace(
  table: Table,
  ledger: Ledger,
  before: PolicyState,
  after: PolicyState,
  edit: PolicyEdit,
): Promise<SaveOutcome> {
  const isNew = after.latest.version !== before.latest.version;
  const version = isNew ? versionWrites(table, after) : [];
  if (version === null) return 'too_large';
  const { name, description, enforcementMode, ruleCount, hash, updatedAt, rev } = after.policy;
  const head = changedItem(table, policyKey(after.policy.policyId), {
    changes: {
      ...{ name, description, enforcementMode, ruleCount, hash, updatedAt, rev },
      version: after.policy.version,
    },
    expected: { rev: before.policy.rev },
    absent: [DELETED_AT],
  });
  const usage = usageWrites(table, before.latest.pins, after.latest.pins);
  const change = changeOf(edit, before, after);
  const created = change.action === 'rule.created' ? [change.target.id] : undefined;
  const entry = { writes: [head, ...version, ...usage], change };
  const { kind } = await ledger.commit('account', [entry], created);
  return kind === 'written' ? 'written' : 'changed';
}

/** Null: too large to be stored. */
function versionWrites(table: Table, { latest }: PolicyState): Write[] | null {
  const item = toVersionItem(latest);
  if (item === null) return null;
  return [newItem(table, partitionKey, item), newItem(table, partitionKey, toSummaryItem(latest))];
}

/** A dictionary counts the policies whose latest version names it; a deleted one cannot be named. */
function usageWrites(table: Table, before: DictionaryPins, after: DictionaryPins): Write[] {
  const [was, is] = [new Set(Object.keys(before)), new Set(Object.keys(after))];
  const step = (id: string, count: 'counted' | 'released'): Write =>
    changedItem(table, dictionaryKey(id), {
      changes: {},
      expected: {},
      absent: [DELETED_AT],
      [count]: ['usedBy'],
    });
  return [
    ...[...is.difference(was)].map((id) => step(id, 'counted')),
    ...[...was.difference(is)].map((id) => step(id, 'released')),
  ];
}

function changeOf(edit: PolicyEdit, before: PolicyState, after: PolicyState): Change {
  switch (edit.kind) {
    case 'policy':
      return policyUpdated(before.policy, after.policy);
    case 'version':
      return versionSaved(before.policy, after.policy);
    case 'rule': {
      const stateOf = ({ policy, latest }: PolicyState) => ({
        policy,
        rule: latest.rules.find(({ form }) => form.id === edit.ruleId)?.form,
      });
      return ruleChanged(edit.ruleId, stateOf(before), stateOf(after));
    }
  }
}

/** Its versions stay: a stream that has begun with one ends with it. */
async function markDeleted(
  table: Table,
  ledger: Ledger,
  { policy, latest }: PolicyState,
  atMs: number,
): Promise<'written' | 'changed' | 'active'> {
  const head = changedItem(table, policyKey(policy.policyId), {
    changes: {
      [DELETED_AT]: isoTime(atMs),
      [byList.partitionKey]: null,
      [byList.sortKey]: null,
    },
    expected: { rev: policy.rev, activeProjects: 0 },
    absent: [DELETED_AT],
  });
  const writes = [head, ...usageWrites(table, latest.pins, {})];
  const entry = { writes, change: policyDeleted(policy) };
  const result = await ledger.commit('account', [entry]);
  if (result.kind === 'written') return 'written';
  const active = result.obstacles[0]?.['activeProjects']?.N;
  return active === undefined || active === '0' ? 'changed' : 'active';
}
