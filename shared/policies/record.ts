// A policy as it is stored: its head, which changes, and its versions, which never do.
import type { DictionaryId, PolicyId, RuleId } from '../kernel/ids.ts';
import type { HashKey } from './hash-key.ts';
import type { PolicyVersionRef } from './version.ts';

export const ENFORCEMENT_MODES = ['enforce', 'monitor'] as const;
type EnforcementMode = (typeof ENFORCEMENT_MODES)[number];

/** A rule in the engine's own language; what is null there is absent here. */
export type RuleForm = {
  readonly id: RuleId;
  readonly name: string;
  readonly description?: string;
  readonly rule_type: string;
  readonly direction: string;
  readonly decision: string;
  readonly order: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly block_message?: string;
  readonly is_enabled: boolean;
  readonly enforcement_mode: string;
};

/** What the engine need not know of a rule. */
export type RuleRecord = {
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows by one with each change of this rule. */
  readonly rev: number;
};

export type Rule = RuleRecord & { readonly form: RuleForm };

/** What `compilePolicy` takes: the rules by age. */
export type PolicySource = {
  readonly enforcement_mode: EnforcementMode;
  readonly rules: readonly RuleForm[];
};

/** A dictionary's content as it was: its hash, and in how many chunks it is stored. */
export type DictionaryPin = { readonly hash: string; readonly chunks: number };
export type DictionaryPins = Readonly<Record<DictionaryId, DictionaryPin>>;

export type VersionSummary = PolicyVersionRef & {
  readonly policyId: PolicyId;
  readonly ruleCount: number;
  readonly createdAt: string;
  /** IAM ARN. */
  readonly createdBy: string;
};

export type SavedVersion = VersionSummary & {
  readonly enforcementMode: EnforcementMode;
  /** By age. */
  readonly rules: readonly Rule[];
  /** Every dictionary that a rule names. */
  readonly pins: DictionaryPins;
  readonly hashKey: HashKey;
};

export type Policy = {
  readonly policyId: PolicyId;
  readonly name: string;
  readonly description: string | null;
  readonly enforcementMode: EnforcementMode;
  /** The latest version and what is in it. */
  readonly version: number;
  readonly hash: string;
  readonly ruleCount: number;
  /** In how many projects a version of it is in force. */
  readonly activeProjects: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  /** Grows by one with each change of the policy or one of its rules. */
  readonly rev: number;
};

export const sourceOf = ({
  enforcementMode,
  rules,
}: Pick<SavedVersion, 'enforcementMode' | 'rules'>): PolicySource => ({
  enforcement_mode: enforcementMode,
  rules: rules.map(({ form }) => form),
});
