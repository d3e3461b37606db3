// The operations on API keys.
import type { keys as api } from '../../shared/api/keys.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import { epochSeconds } from '../../shared/kernel/clock.ts';
import type { KeyId } from '../../shared/kernel/ids.ts';
import { createKey, type ProjectExists } from '../../shared/keys/create.ts';
import { deactivateKey } from '../../shared/keys/deactivate.ts';
import type { IssuePorts } from '../../shared/keys/issue.ts';
import { getKey, listKeys } from '../../shared/keys/read.ts';
import { rotateKey } from '../../shared/keys/rotate.ts';
import type { KeyStore } from '../../shared/keys/store.ts';
import { updateKey } from '../../shared/keys/update.ts';
import { viewCreatedKey, viewKey } from '../../shared/keys/view.ts';
import type { Operations, Replays } from './operation.ts';

export type KeyPorts = IssuePorts & {
  readonly keys: KeyStore;
  readonly projectExists: ProjectExists;
  readonly cursors: () => Promise<CursorCodec>;
};

export function keyOperations(ports: KeyPorts): Pick<Operations, keyof typeof api> {
  const now = () => epochSeconds(ports.clock);
  return {
    listKeys: async ({ ids, query }) => {
      const cursors = await ports.cursors();
      const list = await listKeys(ids.project_id, query, { ...ports, cursors });
      return {
        api_keys: list.keys.map((key) => viewKey(key, now())),
        total: list.total,
        next_cursor: list.nextCursor,
      };
    },
    createKey: async ({ ids, body, callerArn }) => {
      const { record, secret } = await createKey(ids.project_id, body, callerArn, ports);
      return viewCreatedKey(record, secret, now());
    },
    getKey: async ({ ids }) => viewKey(await getKey(ids.project_id, ids.key_id, ports), now()),
    updateKey: async ({ ids, body, ifMatch }) =>
      viewKey(await updateKey(ids.project_id, ids.key_id, body, ifMatch, ports), now()),
    deactivateKey: async ({ ids, query }) => {
      await deactivateKey(ids.project_id, ids.key_id, query.reason ?? null, ports);
      return null;
    },
    rotateKey: async ({ ids, body, callerArn }) => {
      const { project_id, key_id } = ids;
      const { record, secret } = await rotateKey(project_id, key_id, body, callerArn, ports);
      return viewCreatedKey(record, secret, now());
    },
  };
}

export function keyReplays(ports: KeyPorts): Pick<Replays, 'createKey' | 'rotateKey'> {
  const replay: Replays['createKey'] = async (ids, [keyId]) => {
    const key = await getKey(ids.project_id, keyId as KeyId, ports);
    return { ...viewKey(key, epochSeconds(ports.clock)), idempotent_replay: true };
  };
  return { createKey: replay, rotateKey: replay };
}
