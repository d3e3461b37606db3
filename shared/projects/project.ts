// A project: the scope that a key belongs to, with its provider tokens' records.
import type { PolicyId, ProjectId, TokenId } from '../kernel/ids.ts';
import type { ProjectSettings, ProviderName } from './settings.ts';

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

/** The version of a policy that decides what a project's requests and answers may contain. */
export type ActivePolicy = {
  readonly policyId: PolicyId;
  readonly version: number;
  /** Of the version's content, 64 hexadecimal digits. */
  readonly hash: string;
};

export type Project = TokenScope &
  ProjectSettings & {
    readonly projectId: ProjectId;
    readonly name: string;
    readonly isActive: boolean;
    /** Null: no rules. */
    readonly policy: ActivePolicy | null;
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
