// Owners of objects in memory: whoever is first keeps a name.
import type { ProjectId } from '../../shared/kernel/ids.ts';
import type { ObjectStore, Unsettled } from '../../shared/objects/ownership.ts';

export type ObjectStoreModel = ObjectStore & {
  readonly owners: Map<string, ProjectId>;
  readonly calls: { ownerOf: number; claim: number };
};

export function objectStoreModel(): ObjectStoreModel {
  const owners = new Map<string, ProjectId>();
  const calls = { ownerOf: 0, claim: 0 };
  const running = new Map<string, Unsettled>();
  return {
    owners,
    calls,
    ownerOf: async (placeId) => {
      calls.ownerOf++;
      return owners.get(placeId) ?? null;
    },
    claim: async (placeId, owner, { unsettled }) => {
      calls.claim++;
      const first = owners.get(placeId) ?? owner;
      owners.set(placeId, first);
      if (first === owner && unsettled !== null) running.set(placeId, unsettled);
      return first === owner ? 'claimed' : 'taken';
    },
    takeUnsettled: async (placeId, owner) => {
      const taken = owners.get(placeId) === owner ? (running.get(placeId) ?? null) : null;
      if (taken !== null) running.delete(placeId);
      return taken;
    },
    forget: async (placeId, owner) => {
      if (owners.get(placeId) === owner) owners.delete(placeId);
    },
  };
}
