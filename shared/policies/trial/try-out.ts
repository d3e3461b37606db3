// Tries a rule or a whole policy on a text, without counting, storing or logging anything.
import { ApiError } from '../../errors/api-error.ts';
import { invalidField } from '../../http/validate.ts';
import { eachLimited } from '../../kernel/each-limited.ts';
import type { DictionaryId, PolicyId, ProjectId, RuleId } from '../../kernel/ids.ts';
import { type CompiledPolicy, compilePolicy } from '../../rules/compile.ts';
import { type Evaluation, evaluate, withModels } from '../../rules/evaluate.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { ModelPort } from '../../rules/model-rules.ts';
import type { CompiledRule, Direction } from '../../rules/policy.ts';
import { dictionaryFinder } from '../active/load-policy.ts';
import { readPolicy } from '../change-policy.ts';
import type { RuleForm, SavedVersion } from '../record.ts';
import { sourceOf } from '../record.ts';
import type { DictionaryStore, PolicyStore } from '../store.ts';
import type { StoredTerms } from '../version.ts';
import type { TryBody } from './try-schema.ts';

type Asker = {
  readonly projectId: ProjectId;
  readonly policyId: PolicyId;
  readonly direction: Direction;
};

export type TryPorts = {
  readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion'>;
  readonly dictionaries: Pick<DictionaryStore, 'readTerms'>;
  /** How rules ask a model or a webhook in the name of a project. Null: there is no such project. */
  readonly askFor: (asker: Asker) => Promise<ModelPort | null>;
};

export type Trial = {
  readonly version: SavedVersion;
  readonly message: string;
  readonly evaluation: Evaluation;
  /** Those of its matches that have a place in the message. */
  readonly located: readonly TriggeredRule[];
  /** Rules that ask a model or a webhook, and got no answer. */
  readonly skipped: readonly SkippedRule[];
};

type SkippedRule = { readonly rule: CompiledRule; readonly reason: string };

/** As it would be in force. Throws ApiError: `not_found`, `validation_error` for a version that is not there. */
export async function tryPolicy(
  policyId: PolicyId,
  body: TryBody,
  ports: TryPorts,
): Promise<Trial> {
  const version = await versionToTry(policyId, body, ports);
  const { enforcement_mode, rules } = sourceOf(version);
  return tryRules(version, { enforcement_mode, rules }, body, ports);
}

/**
 * One rule as if it were switched on and enforced, on the views that the policy's normalization rules make. Throws
 * like `tryPolicy`.
 */
export async function tryRule(
  policyId: PolicyId,
  ruleId: RuleId,
  body: TryBody,
  ports: TryPorts,
): Promise<Trial> {
  const version = await versionToTry(policyId, body, ports);
  const forms = version.rules.map(({ form }) => form);
  if (!forms.some(({ id }) => id === ruleId)) throw new ApiError('not_found');
  const rules = forms
    .filter(({ id, rule_type }) => id === ruleId || rule_type === 'normalization')
    .map((form) =>
      form.id === ruleId ? { ...form, is_enabled: true, enforcement_mode: 'enforce' } : form,
    );
  return tryRules(version, { enforcement_mode: 'enforce', rules }, body, ports);
}

async function versionToTry(
  policyId: PolicyId,
  { version }: TryBody,
  ports: TryPorts,
): Promise<SavedVersion> {
  const { latest } = await readPolicy(policyId, ports);
  if (version === undefined || version === latest.version) return latest;
  const saved = await ports.policies.findVersion(policyId, version);
  if (saved === null) throw invalidField('version', 'names no version of this policy.');
  return saved;
}

type Source = { readonly enforcement_mode: string; readonly rules: readonly RuleForm[] };

async function tryRules(
  version: SavedVersion,
  source: Source,
  body: TryBody,
  ports: TryPorts,
): Promise<Trial> {
  const { message, direction } = body;
  const compiled = compile(source, await dictionariesOf(source, version, ports));
  const { models } = compiled.plans[direction];
  const evaluation = evaluate(compiled, message, direction);
  const trial = { version, message, located: evaluation.triggered };
  if (body.project_id === undefined || evaluation.decision === 'block') {
    const reason = body.project_id === undefined ? NO_PROJECT : BLOCKED;
    return { ...trial, evaluation, skipped: models.map(({ rule }) => ({ rule, reason })) };
  }
  const projectId = body.project_id as ProjectId;
  const ask = await ports.askFor({ projectId, policyId: version.policyId, direction });
  if (ask === null) throw invalidField('project_id', 'names no project.');
  const skipped: SkippedRule[] = [];
  const asked = await withModels({ models }, evaluation, async (question) => {
    try {
      return await ask(question);
    } catch (error) {
      const { rule } = question;
      // A long message is asked about in pieces.
      if (!skipped.some((each) => each.rule === rule)) skipped.push({ rule, reason: NO_ANSWER });
      throw error;
    }
  });
  return { ...trial, evaluation: asked, skipped };
}

const NO_PROJECT = 'Give project_id to have it ask with the tokens of that project.';
const BLOCKED = 'Not asked, because another rule blocks.';
const NO_ANSWER = 'It got no answer, so its decision_on_error counts.';

function compile(source: Source, terms: ReadonlyMap<string, StoredTerms>): CompiledPolicy {
  const options = { isWriteTime: false, findDictionary: dictionaryFinder(terms) };
  const result = compilePolicy(source, options);
  if (result.kind === 'compiled') return result.policy;
  throw new Error('a stored version of a policy does not compile');
}

const CONCURRENCY = 4;

/** Those that the rules name, as the version has them. */
async function dictionariesOf(
  { rules }: Source,
  { pins }: SavedVersion,
  { dictionaries }: TryPorts,
): Promise<ReadonlyMap<string, StoredTerms>> {
  const named = new Set(rules.map(({ config }) => config['dictionary_id']));
  const terms = new Map<string, StoredTerms>();
  const wanted = Object.entries(pins).filter(([id]) => named.has(id));
  await eachLimited(wanted, CONCURRENCY, async ([id, pin]) => {
    const stored = await dictionaries.readTerms(id as DictionaryId, pin);
    terms.set(id, { hash: pin.hash, terms: stored });
  });
  return terms;
}
