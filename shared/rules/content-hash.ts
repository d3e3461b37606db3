// The name of a policy's content: equal content, equal hash, whatever the order of its fields.
import { createHash } from 'node:crypto';

/** Changes when the engine reads the same configuration differently. */
const ENGINE_VERSION = 'collie-policy-1';

/** 64 hexadecimal digits. Throws TypeError for what JSON cannot say. */
export function contentHash(source: unknown, dictionaryHashes: readonly string[]): string {
  const hash = createHash('sha256');
  hash.update(`${ENGINE_VERSION}\n${canonicalJson(source)}\n`);
  for (const each of dictionaryHashes) hash.update(`${each}\n`);
  return hash.digest('hex');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : each,
  );
}
