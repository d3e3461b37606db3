// A saved version of a policy: its content never changes, so it is read once and kept by its hash.

import type { HashKey } from './hash-key.ts';

/** Names one version; a project's row holds the one in force. */
export type PolicyVersionRef = {
  readonly policyId: string;
  /** Counted from 1 in each policy. */
  readonly version: number;
  /** Of the content, with that of its dictionaries: 64 hexadecimal digits, as in the compiled policy. */
  readonly hash: string;
};

export type StoredTerms = {
  /** SHA-256 of the content, 64 hexadecimal digits. */
  readonly hash: string;
  readonly terms: readonly string[];
};

export type PolicyVersion = PolicyVersionRef & {
  /** What `compilePolicy` takes. */
  readonly source: unknown;
  /** By the id that rules name: the terms as they were when the version was saved. */
  readonly dictionaries: ReadonlyMap<string, StoredTerms>;
  /** For keyed hashes of what a rule matched: the same in every version of the policy. */
  readonly hashKey: HashKey;
};

export type PolicyVersionReader = {
  /** Throws when the store cannot be read, or does not hold the version. */
  readonly readVersion: (ref: PolicyVersionRef) => Promise<PolicyVersion>;
};
