// Puts a version of a policy in force in a project: the project's row decides, the policies' heads count.
import { projectPolicyChanged } from '../../audit/policy-changes.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { ActivationStore } from '../../policies/store.ts';
import type { Ledger } from '../audit/ledger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { changedItem, type Write } from '../dynamo/transaction.ts';
import { DELETED_AT, projectKey } from '../projects/item.ts';
import { policyKey } from './item.ts';

export const activationStore = (table: Table, ledger: Ledger): ActivationStore => ({
  setPolicy: async ({ projectId, policy: before, rev }, policy, atMs) => {
    const row = changedItem(table, projectKey(projectId), {
      changes: { policy, updatedAt: isoTime(atMs), rev: rev + 1 },
      expected: { rev },
      absent: [DELETED_AT],
    });
    const writes = [row, ...countWrites(table, before, policy)];
    const change = projectPolicyChanged(projectId, before, policy);
    const { kind } = await ledger.commit(projectId, [{ writes, change }]);
    return kind === 'written' ? 'written' : 'changed';
  },
});

type Named = { readonly policyId: string } | null;

/** Another version of the same policy leaves the count as it is. */
export function countWrites(table: Table, before: Named, after: Named): Write[] {
  if (before?.policyId === after?.policyId) return [];
  const step = (policyId: string, count: 'counted' | 'released'): Write =>
    changedItem(table, policyKey(policyId), {
      changes: {},
      expected: {},
      absent: [DELETED_AT],
      [count]: ['activeProjects'],
    });
  return [
    ...(after === null ? [] : [step(after.policyId, 'counted')]),
    ...(before === null ? [] : [step(before.policyId, 'released')]),
  ];
}
