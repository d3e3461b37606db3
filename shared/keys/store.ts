// What the admin plane needs of the table of keys. Every method throws when the table cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { DraftKey } from './draft.ts';
import type { KeyRecord, KeyStatus } from './record.ts';

export type KeyFilter = {
  /** Null: keys of every status. */
  readonly status: KeyStatus | null;
  /** Epoch seconds: keys that expire before. Null: all. */
  readonly expiresBefore: number | null;
  /** Epoch seconds: keys that were not used since. Null: all. */
  readonly lastUsedBefore: number | null;
  readonly nowSeconds: number;
};

export type Deactivation = {
  readonly projectId: ProjectId;
  readonly keyId: KeyId;
  readonly atMs: number;
  readonly reason: string | null;
  /** Where a leaked key was found; undefined when it was no leak. */
  readonly sourceUrl?: string | null;
  /** The key was never delivered: its creation may be repeated with the same Idempotency-Key. */
  readonly isWithdrawal?: true;
};

export type DeactivationOfMany = Omit<Deactivation, 'keyId'> & {
  readonly keyIds: readonly KeyId[];
};

export type Rotation = {
  /** The key that is replaced, as it was and as it shall be. */
  readonly before: KeyRecord;
  readonly after: KeyRecord;
  readonly successor: DraftKey;
};

/**
 * A write is durable when its promise resolves, counts once however often it was retried on the way, and has its
 * event in the audit.
 */
export type KeyStore = {
  readonly insert: (key: DraftKey) => Promise<void>;
  /** Strongly consistent. */
  readonly find: (keyId: KeyId) => Promise<KeyRecord | null>;
  /** Writes what an operator may change. `changed`: the key is not at `before.rev` any more, or not active. */
  readonly replace: (before: KeyRecord, after: KeyRecord) => Promise<'written' | 'changed'>;
  /** Writes both halves or neither. `changed`: as above, or the key has been rotated. */
  readonly rotate: (rotation: Rotation) => Promise<'written' | 'changed'>;
  /** `absent`: no such key in this project; nothing was written. The first deactivation's time and reason stay. */
  readonly deactivate: (change: Deactivation) => Promise<'deactivated' | 'already' | 'absent'>;
  /** Those of the keys that are active, with an event each. */
  readonly deactivateMany: (change: DeactivationOfMany) => Promise<void>;
  /** Newest first; a key made a moment ago may be missing. */
  readonly page: (
    projectId: ProjectId,
    filter: KeyFilter,
    request: PageRequest,
  ) => Promise<Page<KeyRecord>>;
  readonly count: (projectId: ProjectId, filter: KeyFilter) => Promise<number>;
};
