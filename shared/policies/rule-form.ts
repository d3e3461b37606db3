// From a rule as it is sent to the one that is stored, in the engine's language.
import { newRuleId } from '../kernel/ids.ts';
import type { Rule, RuleForm } from './record.ts';
import type { CreateRuleBody, UpdateRuleBody } from './rule-schema.ts';

/** `now`: ISO 8601 UTC. */
export function newRule(body: CreateRuleBody, now: string): Rule {
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

/** Only what was sent changes; `config` as a whole. Null takes a text away. */
export function changedForm(form: RuleForm, body: UpdateRuleBody): RuleForm {
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
