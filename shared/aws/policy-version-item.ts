// DynamoDB items of a policy's versions. They are written once, and never changed or deleted.
import { ApiError } from '../errors/api-error.ts';
import { isDictionaryId, isPolicyId } from '../kernel/ids.ts';
import { HashKey } from '../policies/hash-key.ts';
import {
  type DictionaryPin,
  ENFORCEMENT_MODES,
  type PolicySource,
  type RuleRecord,
  type SavedVersion,
  sourceOf,
} from '../policies/record.ts';
import type { Item } from './conditional-write.ts';
import { packJson, unpackJson } from './packed-json.ts';

/** DynamoDB takes 400 KB; the rest is for the other attributes. */
const MAX_PACKED_BYTES = 380_000;
/** A version is answered as a whole, and an answer of Lambda's may have 6 MB. */
const MAX_SOURCE_BYTES = 2_000_000;

export const versionKey = (policyId: string, version: number) =>
  ({ pk: policyId, sk: `version#${String(version).padStart(8, '0')}` }) as const;

type Content = { readonly source: PolicySource; readonly records: readonly RuleRecord[] };

/** Null: the content is too large to be stored. */
export function toVersionItem(saved: SavedVersion): Record<string, unknown> | null {
  const { rules, enforcementMode: _mode, hashKey, ...rest } = saved;
  const records = rules.map(({ createdAt, updatedAt, rev }) => ({ createdAt, updatedAt, rev }));
  const content: Content = { source: sourceOf(saved), records };
  const packed = packJson(content);
  const isTooLarge =
    packed.length > MAX_PACKED_BYTES ||
    Buffer.byteLength(JSON.stringify(content)) > MAX_SOURCE_BYTES;
  if (isTooLarge) return null;
  return {
    ...versionKey(saved.policyId, saved.version),
    ...rest,
    content: packed,
    hashKey: hashKey.bytes(),
  };
}

/** Throws `internal_error` when the item is not what `toVersionItem` writes. */
export function fromVersionItem(item: Item): SavedVersion {
  const { policyId, version, hash, ruleCount, createdAt, createdBy } = item;
  if (typeof policyId !== 'string' || !isPolicyId(policyId)) throw corrupt('policyId');
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw corrupt('hash');
  if (typeof version !== 'number' || typeof ruleCount !== 'number') throw corrupt('version');
  if (typeof createdAt !== 'string' || typeof createdBy !== 'string') throw corrupt('createdAt');
  const { source, records } = readContent(item['content']);
  const rules = source.rules.map((form, index) => {
    const record = records[index];
    if (record === undefined) throw corrupt('content');
    return { ...record, form };
  });
  return {
    ...{ policyId, version, hash, ruleCount, createdAt, createdBy, rules },
    enforcementMode: source.enforcement_mode,
    pins: readPins(item['pins']),
    hashKey: readHashKey(item['hashKey']),
  };
}

function readContent(bytes: unknown): Content {
  if (!(bytes instanceof Uint8Array)) throw corrupt('content');
  const { source, records } = unpackJson(bytes) as Content;
  const isWhole =
    Array.isArray(source.rules) &&
    Array.isArray(records) &&
    ENFORCEMENT_MODES.includes(source.enforcement_mode);
  if (!isWhole) throw corrupt('content');
  return { source, records };
}

function readPins(value: unknown): Record<string, DictionaryPin> {
  if (typeof value !== 'object' || value === null) throw corrupt('pins');
  const pins: Record<string, DictionaryPin> = {};
  for (const [id, pin] of Object.entries(value as Record<string, Partial<DictionaryPin>>)) {
    const { hash, chunks } = pin;
    if (!isDictionaryId(id) || typeof hash !== 'string' || typeof chunks !== 'number')
      throw corrupt('pins');
    pins[id] = { hash, chunks };
  }
  return pins;
}

function readHashKey(value: unknown): HashKey {
  if (!(value instanceof Uint8Array)) throw corrupt('hashKey');
  return new HashKey(value);
}

const corrupt = (field: string) =>
  new ApiError('internal_error', {
    cause: new Error(`a stored version of a policy has a wrong ${field}`),
  });
