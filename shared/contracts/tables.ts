// Names that infra declares and adapters use: table keys and indexes.

export const keysTable = {
  partitionKey: 'keyId',
  ttlAttribute: 'ttl',
  byProject: { index: 'byProject', partitionKey: 'projectId', sortKey: 'createdAt' },
} as const;

export const projectsTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Sparse: only rows that carry `listPk` are listed. */
  byList: { index: 'byList', partitionKey: 'listPk', sortKey: 'listSk' },
} as const;

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
  'restrictions',
  'rev',
] as const;
