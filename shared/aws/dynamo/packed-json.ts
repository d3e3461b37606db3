// JSON as compressed bytes for a binary attribute, and back.
import { gunzipSync, gzipSync } from 'node:zlib';

/** Text that ever goes in is shorter; whoever writes the table shall not fill the memory. */
const MAX_UNPACKED_BYTES = 16_000_000;

export const packJson = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));

/** Throws for bytes that `packJson` did not make. */
export const unpackJson = (bytes: Uint8Array): unknown =>
  JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8'));
