// From a rule as it is sent to the one that is stored, in the engine's language.
import { invalidField } from '../http/validate.ts';
import { newRuleId } from '../kernel/ids.ts';
import type { Rule, RuleForm } from './record.ts';
import type { CreateRuleBody, UpdateRuleBody } from './rule-schema.ts';

/** `now`: ISO 8601 UTC. `path`: of the rule in what was sent, with a dot at its end. Throws ApiError `validation_error`. */
export function newRule(body: CreateRuleBody, now: string, path = ''): Rule {
  if (isSilentOnError(body)) throw unsaid(path);
  const form: RuleForm = {
    id: newRuleId(),
    name: body.name,
    ...optional('description', body.description),
    rule_type: body.rule_type,
    direction: directionOf(body.direction),
    decision: body.decision,
    order: body.order ?? 0,
    config: asConfig(body.config),
    ...optional('block_message', body.block_message),
    is_enabled: body.is_enabled ?? true,
    enforcement_mode: body.enforcement_mode ?? 'inherit',
  };
  return { form, createdAt: now, updatedAt: now, rev: 1 };
}

/** Only what was sent changes; `config` as a whole. Null takes a text away. Throws ApiError `validation_error`. */
export function changedForm(form: RuleForm, body: UpdateRuleBody): RuleForm {
  const changed = withChanges(form, body);
  // What exists keeps what it has, and may be changed in other ways.
  if (isSilentOnError(changed) && !isSilentOnError(form)) throw unsaid('');
  return changed;
}

/** An operator who has a rule block must not learn by accident what happens when nobody answers it. */
const isSilentOnError = ({
  rule_type,
  decision,
  config,
}: {
  readonly rule_type: string;
  readonly decision: string;
  readonly config: unknown;
}): boolean =>
  (rule_type === 'webhook' || rule_type === 'llm_detection') &&
  decision === 'block' &&
  asConfig(config)['decision_on_error'] === undefined;

const unsaid = (path: string) =>
  invalidField(
    `${path}config.decision_on_error`,
    'has to say what counts when the rule gets no answer: allow or block.',
  );

function withChanges(form: RuleForm, body: UpdateRuleBody): RuleForm {
  const { description: oldDescription, block_message: oldMessage, ...rest } = form;
  const description = body.description === undefined ? oldDescription : body.description;
  const blockMessage = body.block_message === undefined ? oldMessage : body.block_message;
  return {
    ...rest,
    ...(body.name === undefined ? {} : { name: body.name }),
    ...optional('description', description),
    ...(body.direction === undefined ? {} : { direction: directionOf(body.direction) }),
    ...(body.decision === undefined ? {} : { decision: body.decision }),
    ...(body.order === undefined ? {} : { order: body.order }),
    ...(body.config === undefined ? {} : { config: asConfig(body.config) }),
    ...optional('block_message', blockMessage),
    ...(body.is_enabled === undefined ? {} : { is_enabled: body.is_enabled }),
    ...(body.enforcement_mode === undefined ? {} : { enforcement_mode: body.enforcement_mode }),
  };
}

/** Its schema lets nothing but objects through. */
const asConfig = (config: unknown) => config as RuleForm['config'];

/** An empty text is none. */
const optional = <N extends string>(name: N, text: string | null | undefined) =>
  (text ?? '') === '' ? {} : ({ [name]: text } as { readonly [K in N]: string });

/** Two words for the same thing: one of them is stored. */
const directionOf = (direction: string): string => (direction === 'both' ? 'all' : direction);
