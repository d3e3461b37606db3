// Owners of objects in memory: whoever is first keeps a name.
import type { ProjectId } from '../../shared/kernel/ids.ts';
import type { ObjectStore } from '../../shared/objects/ownership.ts';

export type ObjectStoreModel = ObjectStore & {
  readonly owners: Map<string, ProjectId>;
  readonly calls: { ownerOf: number; claim: number };
};

export function objectStoreModel(): ObjectStoreModel {
  const owners = new Map<string, ProjectId>();
  const calls = { ownerOf: 0, claim: 0 };
  return {
    owners,
    calls,
    ownerOf: async (placeId) => {
      calls.ownerOf++;
      return owners.get(placeId) ?? null;
    },
    claim: async (placeId, owner) => {
      calls.claim++;
      const first = owners.get(placeId) ?? owner;
      owners.set(placeId, first);
      return first === owner ? 'claimed' : 'taken';
    },
  };
}
