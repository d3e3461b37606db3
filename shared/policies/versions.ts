// Versions of a policy: listed, read, and saved anew when a dictionary has changed.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import type { PolicyId } from '../kernel/ids.ts';
import { type ChangePolicyPorts, changePolicy } from './change-policy.ts';
import { getPolicy } from './policies.ts';
import type { ListVersionsQuery } from './policy-schema.ts';
import type { SavedVersion, VersionSummary } from './record.ts';
import type { PolicyStore } from './store.ts';

export type VersionList = {
  readonly versions: readonly VersionSummary[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError: `not_found`, `invalid_request` for a foreign cursor. */
export async function listVersions(
  policyId: PolicyId,
  query: ListVersionsQuery,
  ports: {
    readonly policies: Pick<PolicyStore, 'findPolicy' | 'versionPage'>;
    readonly cursors: CursorCodec;
  },
): Promise<VersionList> {
  const list: ListName = ['versions', policyId];
  const request = toPageRequest(ports.cursors, list, query);
  const policy = await getPolicy(policyId, ports);
  const page = await ports.policies.versionPage(policyId, request);
  const cursor = nextCursor(ports.cursors, list, page.next);
  return { versions: page.entries, total: policy.version, nextCursor: cursor };
}

/** Throws ApiError `not_found`, also for a version of a deleted policy. */
export async function getVersion(
  policyId: PolicyId,
  version: number,
  { policies }: { readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion'> },
): Promise<SavedVersion> {
  await getPolicy(policyId, { policies });
  const saved = await policies.findVersion(policyId, version);
  if (saved === null) throw new ApiError('not_found');
  return saved;
}

/**
 * The latest version, after a new one was saved if anything differs from it. Throws ApiError: `not_found`,
 * `validation_error`, `concurrent_change`.
 */
export async function saveVersion(
  policyId: PolicyId,
  savedBy: string,
  ports: ChangePolicyPorts,
): Promise<{ readonly latest: SavedVersion; readonly isNew: boolean }> {
  const { latest, isChanged } = await changePolicy(
    policyId,
    {
      edit: { kind: 'version' },
      apply: ({ policy, latest: { rules } }) => ({
        name: policy.name,
        description: policy.description,
        enforcementMode: policy.enforcementMode,
        rules,
      }),
      ownPath: () => null,
      changedBy: savedBy,
    },
    ports,
  );
  return { latest, isNew: isChanged };
}
