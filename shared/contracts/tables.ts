// The tables: keys, indexes and what those show. Infra declares them from here, adapters use them, tests make them.

type IndexShape = {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** The sort key is a number; all other keys are text. */
  readonly isSortedByNumber?: true;
  /** The attributes that it holds besides its keys. */
  readonly shows: 'everything' | readonly string[];
};

export type TableShape = {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Epoch seconds after which a row may be deleted. */
  readonly ttlAttribute?: string;
  readonly indexes: readonly IndexShape[];
};

/** Its indexes have names besides, by which adapters use them. */
const table = <const Shape extends TableShape>(shape: Shape): Shape => shape;

const byProject = {
  index: 'byProject',
  partitionKey: 'projectId',
  sortKey: 'createdAt',
  /** What the list of keys shows. The digest is not among it. */
  shows: [
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
  ],
} as const satisfies IndexShape;

/** Sparse: only keys that are active and have an expiry carry `expiryDay` (UTC, `2026-11-22`). */
const byExpiry = {
  index: 'byExpiry',
  partitionKey: 'expiryDay',
  sortKey: 'expiresAt',
  isSortedByNumber: true,
  /** What the report of expiring keys shows. */
  shows: ['projectId', 'rotatedTo'],
} as const satisfies IndexShape;

export const keysTable = table({
  partitionKey: 'keyId',
  ttlAttribute: 'ttl',
  byProject,
  byExpiry,
  indexes: [byProject, byExpiry],
});

const list = { partitionKey: 'listPk', sortKey: 'listSk', shows: 'everything' } as const;

/** Sparse: only rows that carry `listPk` are listed. */
const byList = { index: 'byList', ...list } as const satisfies IndexShape;

export const projectsTable = table({
  partitionKey: 'pk',
  sortKey: 'sk',
  byList,
  indexes: [byList],
});

/** Of all chains together. */
const byTime = { index: 'byTime', ...list } as const satisfies IndexShape;

/** One chain of events for each project and one for the account; `listPk` gathers all of them by time. */
export const auditTable = table({
  partitionKey: 'pk',
  sortKey: 'sk',
  byTime,
  indexes: [byTime],
});

/** What creating calls with an Idempotency-Key have made, for a day. */
export const claimsTable = table({
  partitionKey: 'claimId',
  ttlAttribute: 'ttl',
  indexes: [],
});

/** Counters that last for a while: permits of rate limits, and what calls used. */
export const usageTable = table({
  partitionKey: 'pk',
  sortKey: 'sk',
  ttlAttribute: 'ttl',
  indexes: [],
});

export const tables = { keysTable, projectsTable, auditTable, claimsTable, usageTable } as const;
