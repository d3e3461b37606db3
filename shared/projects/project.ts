// A project: the scope that a key belongs to, with its provider tokens' records.
import type { PolicyId, ProjectId, TokenId } from '../kernel/ids.ts';

/** `openai`, `anthropic`, or a name that a project maps model prefixes to. */
export type ProviderName = string;

/** Where a provider token is kept; never the token. */
export type TokenRecord = {
  readonly tokenId: TokenId;
  readonly name: string;
  readonly provider: ProviderName;
  readonly maskedApiKey: string;
  /** Secrets Manager name and version: a replaced token has a new version. */
  readonly secretId: string;
  readonly versionId: string;
  /** Null: the provider's own address. */
  readonly baseUrl: string | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows by one with each change of this token. */
  readonly rev: number;
};

/** The tokens of one scope, in one item, so that reading the scope is one strong read and writing it is atomic. */
export type TokenScope = {
  readonly tokens: Readonly<Record<TokenId, TokenRecord>>;
  /** Provider → the token in use. */
  readonly defaults: Readonly<Record<ProviderName, TokenId>>;
  /** Grows by one with each write. */
  readonly rev: number;
};

export const STORE_FAILURE_POLICIES = ['closed', 'open'] as const;
type StoreFailurePolicy = (typeof STORE_FAILURE_POLICIES)[number];

export const STREAMING_MODES = ['auto', 'incremental', 'buffered'] as const;
type StreamingMode = (typeof STREAMING_MODES)[number];

/** The version of a policy that decides what a project's requests and answers may contain. */
export type ActivePolicy = {
  readonly policyId: PolicyId;
  readonly version: number;
  /** Of the version's content, 64 hexadecimal digits. */
  readonly hash: string;
};

export type Project = TokenScope & {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly description: string | null;
  readonly isActive: boolean;
  /** IPv4, IPv6 or CIDR; null: no restriction. */
  readonly allowedIps: readonly string[] | null;
  /** Exact ids, or prefixes that end in `*`, for all its keys; null: every model. */
  readonly allowedModels: readonly string[] | null;
  /** Model prefix → provider, before the built-in mapping; the longest prefix wins. */
  readonly modelProviders: Readonly<Record<string, ProviderName>>;
  /** Requests per minute over all its keys; null: no limit. */
  readonly rateLimitRpm: number | null;
  /** While permits cannot be counted: refuse calls, or let them pass. Also for limits of its keys. */
  readonly rateLimitOnStoreFailure: StoreFailurePolicy;
  /** Null: no rules. */
  readonly policy: ActivePolicy | null;
  /** How an answer's stream passes its rules: as soon as they allow, or as a whole. */
  readonly streamingMode: StreamingMode;
  /** The rules for requests see every message, not only the newest. */
  readonly filterAllMessages: boolean;
  readonly createdAt: string;
  /** IAM ARN. */
  readonly createdBy: string;
  readonly updatedAt: string;
};

/** What the data plane reads, strongly consistent. Throws when the store cannot be read. */
export type ProjectReader = {
  /** Null: never existed, or deleted. */
  readonly findProject: (projectId: ProjectId) => Promise<Project | null>;
  /** The account-wide tokens, for projects without one of their own. */
  readonly findAccountTokens: () => Promise<TokenScope>;
};
