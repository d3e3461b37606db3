// DynamoDB items of policies' heads, and of the short entries by which their versions are listed.
import { isPolicyId } from '../../kernel/ids.ts';
import { ENFORCEMENT_MODES, type Policy, type VersionSummary } from '../../policies/record.ts';
import type { Item } from '../dynamo/conditional-write.ts';
import { type StoredFields, storedFields } from '../dynamo/stored-fields.ts';

/** The value of `listPk` on every policy. */
export const POLICY_LIST = 'policies';
/** The value of `listPk` on the entries of a policy's versions. */
export const versionList = (policyId: string): string => `versions#${policyId}`;

export const policyKey = (policyId: string) => ({ pk: policyId, sk: 'policy' }) as const;

/** The whole item, keys and list attributes included. */
export function toPolicyItem(policy: Policy): Record<string, unknown> {
  const { description, ...rest } = policy;
  return {
    ...policyKey(policy.policyId),
    listPk: POLICY_LIST,
    listSk: `${policy.createdAt}#${policy.policyId}`,
    ...rest,
    ...(description === null ? {} : { description }),
  };
}

/** Throws `internal_error` when the item is not what `toPolicyItem` writes. */
export function fromPolicyItem(item: Item): Policy {
  const { text, optionalText, count, corrupt } = storedFields(item, 'policy');
  const enforcementMode = ENFORCEMENT_MODES.find((mode) => mode === item['enforcementMode']);
  if (enforcementMode === undefined) throw corrupt('enforcementMode');
  return {
    policyId: policyId(item, corrupt),
    name: text('name'),
    description: optionalText('description'),
    enforcementMode,
    version: count('version'),
    hash: text('hash'),
    ruleCount: count('ruleCount'),
    activeProjects: count('activeProjects'),
    createdAt: text('createdAt'),
    createdBy: text('createdBy'),
    updatedAt: text('updatedAt'),
    rev: count('rev'),
  };
}

/** The version itself is too large to be listed: it has no place in the index. */
export function toSummaryItem(summary: VersionSummary): Record<string, unknown> {
  const { policyId: id, version, hash, ruleCount, createdAt, createdBy } = summary;
  const place = String(version).padStart(8, '0');
  return {
    ...{ pk: id, sk: `summary#${place}`, listPk: versionList(id), listSk: place },
    ...{ policyId: id, version, hash, ruleCount, createdAt, createdBy },
  };
}

/** Throws like `fromPolicyItem`. */
export function fromSummaryItem(item: Item): VersionSummary {
  const { text, count, corrupt } = storedFields(item, 'version of a policy');
  return {
    policyId: policyId(item, corrupt),
    version: count('version'),
    hash: text('hash'),
    ruleCount: count('ruleCount'),
    createdAt: text('createdAt'),
    createdBy: text('createdBy'),
  };
}

function policyId({ policyId: id }: Item, corrupt: StoredFields['corrupt']): Policy['policyId'] {
  if (typeof id !== 'string' || !isPolicyId(id)) throw corrupt('policyId');
  return id;
}
