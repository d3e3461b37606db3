// Deletes a project: first it stops for the data plane, then its keys and its provider tokens' secrets go.
import { ApiError } from '../errors/api-error.ts';
import { type Clock, epochSeconds } from '../kernel/clock.ts';
import { eachLimited } from '../kernel/each-limited.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { KeyFilter, KeyStore } from '../keys/store.ts';
import type { ProjectStore } from './store.ts';

export type DeleteProjectPorts = {
  readonly projects: Pick<ProjectStore, 'markDeleted'>;
  readonly keys: Pick<KeyStore, 'page' | 'deactivateMany'>;
  /** Schedules the deletion of a provider token's secret; fine when it has gone already. */
  readonly deleteSecret: (secretId: string) => Promise<void>;
  readonly clock: Clock;
};

const CONCURRENCY = 8;
const PAGE_SIZE = 100;
/** Whoever deletes waits for it, and the secrets have to go, too. */
const MAX_DEACTIVATING_MS = 8_000;

/**
 * From its first write on no key of the project passes, whatever happens to the rest: a failure on the way is
 * thrown, and deleting again carries on. Rows of so many keys that they cannot be marked in time stay as they are, and are
 * refused by the project's own mark. Throws ApiError `not_found` for a project that never was.
 */
export async function deleteProject(
  projectId: ProjectId,
  ports: DeleteProjectPorts,
): Promise<void> {
  const project = await ports.projects.markDeleted(projectId, ports.clock());
  if (project === null) throw new ApiError('not_found');
  await deactivateAll(projectId, ports);
  const secretIds = Object.values(project.tokens).map(({ secretId }) => secretId);
  await eachLimited(secretIds, CONCURRENCY, ports.deleteSecret);
}

async function deactivateAll(
  projectId: ProjectId,
  { keys, clock }: DeleteProjectPorts,
): Promise<void> {
  // Expired keys too, because an expiry can be extended. A key that is shown as deactivated is so for good.
  const filter: KeyFilter = {
    status: null,
    expiresBefore: null,
    lastUsedBefore: null,
    nowSeconds: epochSeconds(clock),
  };
  const endsAtMs = clock() + MAX_DEACTIVATING_MS;
  let after: readonly string[] | null = null;
  do {
    const page = await keys.page(projectId, filter, { limit: PAGE_SIZE, after });
    const keyIds = page.entries.flatMap(({ keyId, status }) =>
      status === 'deactivated' ? [] : keyId,
    );
    await keys.deactivateMany({ projectId, keyIds, atMs: clock(), reason: 'project deleted' });
    after = page.next;
  } while (after !== null && clock() < endsAtMs);
}
