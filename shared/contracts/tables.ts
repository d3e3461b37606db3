// Names that infra declares and adapters use: table keys and indexes.

export const keysTable = {
  partitionKey: 'keyId',
  ttlAttribute: 'ttl',
  byProject: { index: 'byProject', partitionKey: 'projectId', sortKey: 'createdAt' },
  /** Sparse: only keys that are active and have an expiry carry `expiryDay` (UTC, `2026-11-22`). */
  byExpiry: { index: 'byExpiry', partitionKey: 'expiryDay', sortKey: 'expiresAt' },
} as const;

export const projectsTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Sparse: only rows that carry `listPk` are listed. */
  byList: { index: 'byList', partitionKey: 'listPk', sortKey: 'listSk' },
} as const;

/** One chain of events for each project and one for the account; `listPk` gathers all of them by time. */
export const auditTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  byTime: { index: 'byTime', partitionKey: 'listPk', sortKey: 'listSk' },
} as const;

/** What creating calls with an Idempotency-Key have made, for a day. */
export const claimsTable = { partitionKey: 'claimId', ttlAttribute: 'ttl' } as const;

/** What the report of expiring keys shows. */
export const keyExpiryAttributes = ['projectId', 'rotatedTo'] as const;

/** Counters that last for a while: permits of rate limits, and what calls used. */
export const usageTable = { partitionKey: 'pk', sortKey: 'sk', ttlAttribute: 'ttl' } as const;

/** What the list of keys shows. The digest is not among it. */
export const keyListAttributes = [
  'name',
  'description',
  'mask',
  'status',
  'createdBy',
  'deactivatedAt',
  'deactivatedReason',
  'expiresAt',
  'lastUsedAt',
  'lineage',
  'rotatedFrom',
  'rotatedTo',
  'restrictions',
  'rev',
] as const;
