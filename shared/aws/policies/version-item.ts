// DynamoDB items of a policy's versions. They are written once, and never changed or deleted.
import { isDictionaryId, isPolicyId } from '../../kernel/ids.ts';
import { HashKey } from '../../policies/hash-key.ts';
import {
  type DictionaryPin,
  ENFORCEMENT_MODES,
  type PolicySource,
  type RuleRecord,
  type SavedVersion,
  sourceOf,
} from '../../policies/record.ts';
import type { Item } from '../dynamo/conditional-write.ts';
import { packJson, unpackJson } from '../dynamo/packed-json.ts';
import { type StoredFields, storedFields } from '../dynamo/stored-fields.ts';

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
  if (Buffer.byteLength(JSON.stringify(content)) > MAX_SOURCE_BYTES) return null;
  const packed = packJson(content);
  if (packed.length > MAX_PACKED_BYTES) return null;
  return {
    ...versionKey(saved.policyId, saved.version),
    ...rest,
    content: packed,
    hashKey: hashKey.bytes(),
  };
}

/** Throws `internal_error` when the item is not what `toVersionItem` writes. */
export function fromVersionItem(item: Item): SavedVersion {
  const { text, count, corrupt } = storedFields(item, 'version of a policy');
  const policyId = text('policyId');
  if (!isPolicyId(policyId)) throw corrupt('policyId');
  const { content, pins, hashKey } = item;
  if (!(content instanceof Uint8Array)) throw corrupt('content');
  if (!(hashKey instanceof Uint8Array)) throw corrupt('hashKey');
  const { source, records } = unpackJson(content) as Content;
  if (!ENFORCEMENT_MODES.includes(source.enforcement_mode)) throw corrupt('content');
  return {
    policyId,
    version: count('version'),
    hash: text('hash'),
    ruleCount: count('ruleCount'),
    createdAt: text('createdAt'),
    createdBy: text('createdBy'),
    enforcementMode: source.enforcement_mode,
    rules: source.rules.map((form, index) => {
      const record = records[index];
      if (record === undefined) throw corrupt('content');
      return { ...record, form };
    }),
    pins: readPins(pins, corrupt),
    hashKey: new HashKey(hashKey),
  };
}

function readPins(value: unknown, corrupt: StoredFields['corrupt']): SavedVersion['pins'] {
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
