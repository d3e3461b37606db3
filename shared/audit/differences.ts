// The fields in which two states of a record differ: what an update's event shows.
import { isDeepStrictEqual } from 'node:util';
import type { Fields } from './event.ts';

/** Fields that are the same on both sides are left out. Both sides have the same field names. */
export function differences(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const changed = Object.keys(after).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const pick = (fields: Fields): Fields =>
    Object.fromEntries(changed.map((name) => [name, fields[name]]));
  return { before: pick(before), after: pick(after) };
}
