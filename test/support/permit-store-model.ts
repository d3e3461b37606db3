// A store of permits in memory that keeps to the same contract, counts its calls by row, and may be told to fail.
import type { FullShard, Permit, PermitRow, PermitStore } from '../../shared/limits/permit.ts';

export type PermitStoreModel = PermitStore & {
  /** Row → permits that it holds. */
  readonly rows: ReadonlyMap<string, ReadonlySet<string>>;
  /** Row → takes and refunds that were tried on it. */
  readonly writes: ReadonlyMap<string, number>;
  /** Calls by method. */
  readonly calls: Record<keyof PermitStore, number>;
  /** Awaited by every call before it takes effect: order and failures are decided there. */
  before: (method: keyof PermitStore) => Promise<void>;
  /** Awaited after it took effect: a failure here is an answer that got lost. */
  after: (method: keyof PermitStore) => Promise<void>;
};

const rowName = ({ scopeId, window, shardIndex }: PermitRow): string =>
  `${scopeId}#${window.minute}#${shardIndex}`;

export function permitStoreModel(): PermitStoreModel {
  const rows = new Map<string, Set<string>>();
  const notes = new Map<string, FullShard[]>();
  const writes = new Map<string, number>();
  const calls = { take: 0, giveBack: 0, noteFull: 0, fullShards: 0 };

  const call = async <T>(method: keyof PermitStore, effect: () => T): Promise<T> => {
    calls[method]++;
    await store.before(method);
    const result = effect();
    await store.after(method);
    return result;
  };
  const written = (row: PermitRow): string => {
    const name = rowName(row);
    writes.set(name, (writes.get(name) ?? 0) + 1);
    return name;
  };
  const idOf = (permit: Permit): string => Buffer.from(permit.nonce).toString('hex');

  const store: PermitStoreModel = {
    rows,
    writes,
    calls,
    before: async () => {},
    after: async () => {},
    take: (permit, capacity) =>
      call('take', () => {
        const name = written(permit);
        const held = rows.get(name) ?? new Set<string>();
        rows.set(name, held);
        if (held.size >= capacity && !held.has(idOf(permit))) return { kind: 'full' };
        held.add(idOf(permit));
        return { kind: 'taken', held: held.size };
      }),
    giveBack: (permit) =>
      call('giveBack', () => {
        rows.get(written(permit))?.delete(idOf(permit));
      }),
    noteFull: ({ scopeId, window, shardIndex }, capacity) =>
      call('noteFull', () => {
        const name = `${scopeId}#${window.minute}`;
        notes.set(name, [...(notes.get(name) ?? []), { index: shardIndex, capacity }]);
      }),
    fullShards: (scopeId, window) =>
      call('fullShards', () => notes.get(`${scopeId}#${window.minute}`) ?? []),
  };
  return store;
}

/** Permits that the store holds for a scope, over all rows and windows. */
export const heldBy = (store: PermitStoreModel, scopeId: string): number =>
  [...store.rows]
    .filter(([name]) => name.startsWith(`${scopeId}#`))
    .reduce((sum, [, held]) => sum + held.size, 0);
