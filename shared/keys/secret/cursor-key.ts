// The secret that signs list cursors, derived from the pepper, so that there is no second secret to keep.
import { hkdfSync } from 'node:crypto';
import type { PepperRing } from './pepper.ts';

const BYTES = 32;

/** RFC 5869; the label keeps it apart from every other use of the pepper. */
export function cursorKeyOf(ring: PepperRing): Uint8Array {
  const pepper = ring.byVersion.get(ring.current);
  if (pepper === undefined) throw new Error('the current pepper is missing');
  return new Uint8Array(hkdfSync('sha256', pepper.reveal(), '', 'collie list cursors', BYTES));
}
