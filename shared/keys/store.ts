// What the admin plane needs of the table of keys. Every method throws when the table cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { KeyRecord, KeyStatus } from './record.ts';

export type KeyFilter = {
  /** Null: keys of every status. */
  readonly status: KeyStatus | null;
  readonly nowSeconds: number;
};

export type Deactivation = {
  readonly projectId: ProjectId;
  readonly keyId: KeyId;
  readonly atMs: number;
  readonly reason: string | null;
};

/** A write is durable when its promise resolves, and counts once however often it was retried on the way. */
export type KeyStore = {
  readonly insert: (key: KeyRecord, digest: Uint8Array) => Promise<void>;
  /** Strongly consistent. */
  readonly find: (keyId: KeyId) => Promise<KeyRecord | null>;
  /** Writes what an operator may change. `changed`: the key is not at `next.rev - 1` any more, or not active. */
  readonly replace: (next: KeyRecord) => Promise<'written' | 'changed'>;
  /** `absent`: no such key in this project; nothing was written. The first deactivation's time and reason stay. */
  readonly deactivate: (change: Deactivation) => Promise<'deactivated' | 'already' | 'absent'>;
  /** Newest first; a key made a moment ago may be missing. */
  readonly page: (
    projectId: ProjectId,
    filter: KeyFilter,
    request: PageRequest,
  ) => Promise<Page<KeyRecord>>;
  readonly count: (projectId: ProjectId, filter: KeyFilter) => Promise<number>;
};
