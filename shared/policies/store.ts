// What the admin plane needs of the tables of policies and dictionaries. Every method throws when they cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { DictionaryId, PolicyId, RuleId } from '../kernel/ids.ts';
import type { ActivePolicy, Project } from '../projects/project.ts';
import type { Dictionary } from './dictionaries/dictionary.ts';
import type { DictionaryPin, Policy, SavedVersion, VersionSummary } from './record.ts';

/** A policy and its latest version. */
export type PolicyState = { readonly policy: Policy; readonly latest: SavedVersion };

/** What a change is a change of, for its event. */
export type PolicyEdit =
  | { readonly kind: 'policy' }
  | { readonly kind: 'version' }
  | { readonly kind: 'rule'; readonly ruleId: RuleId };

/** `changed`: somebody wrote in between; nothing was written. `too_large`: the rules do not fit, nothing was written. */
export type SaveOutcome = 'written' | 'changed' | 'too_large';

/** Writes are durable when they resolve, count once however often they were retried, and have their events. */
export type PolicyStore = {
  /** Null: never existed, or deleted. */
  readonly findPolicy: (policyId: PolicyId) => Promise<Policy | null>;
  readonly findVersion: (policyId: PolicyId, version: number) => Promise<SavedVersion | null>;
  readonly insert: (state: PolicyState) => Promise<SaveOutcome>;
  /** Conditional on `before.policy.rev`; writes a version when `after` has another one. */
  readonly replace: (
    before: PolicyState,
    after: PolicyState,
    edit: PolicyEdit,
  ) => Promise<SaveOutcome>;
  /** `active`: a version of it is in force in some project; nothing was written. */
  readonly markDeleted: (
    state: PolicyState,
    atMs: number,
  ) => Promise<'written' | 'changed' | 'active'>;
  /** Newest first; a policy made a moment ago may be missing. */
  readonly page: (request: PageRequest) => Promise<Page<Policy>>;
  readonly count: () => Promise<number>;
  /** Newest first; a version made a moment ago may be missing. */
  readonly versionPage: (policyId: PolicyId, request: PageRequest) => Promise<Page<VersionSummary>>;
};

/** Which version is in force in which project. */
export type ActivationStore = {
  /** Conditional on `project.rev` and on the policy's being there. Null: none is in force any more. */
  readonly setPolicy: (
    project: Project,
    policy: ActivePolicy | null,
    atMs: number,
  ) => Promise<'written' | 'changed'>;
};

export type DictionaryStore = {
  /** Null: never existed, or deleted. */
  readonly find: (dictionaryId: DictionaryId) => Promise<Dictionary | null>;
  /** Content that no dictionary points at yet. Written again, it stays what it is. */
  readonly writeTerms: (
    dictionaryId: DictionaryId,
    terms: readonly string[],
  ) => Promise<DictionaryPin>;
  readonly readTerms: (dictionaryId: DictionaryId, pin: DictionaryPin) => Promise<string[]>;
  /** One of its chunks. */
  readonly readChunk: (
    dictionaryId: DictionaryId,
    pin: DictionaryPin,
    index: number,
  ) => Promise<string[]>;
  readonly insert: (dictionary: Dictionary) => Promise<void>;
  /** Conditional on `before.rev`. */
  readonly replace: (before: Dictionary, after: Dictionary) => Promise<'written' | 'changed'>;
  /** `used`: rules of a policy name it; nothing was written. Its content stays for older versions. */
  readonly markDeleted: (
    dictionary: Dictionary,
    atMs: number,
  ) => Promise<'written' | 'changed' | 'used'>;
  readonly page: (request: PageRequest) => Promise<Page<Dictionary>>;
  readonly count: () => Promise<number>;
};
