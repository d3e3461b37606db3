// The wire forms of a rule. What a schema can tell is judged here, what a rule's type asks for by the engine.
import * as z from 'zod/mini';
import { description, must, name, time } from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import { isObject } from '../kernel/is-object.ts';
import { ruleTypes } from '../rules/rule-source.ts';

const DIRECTIONS = ['inbound', 'outbound', 'all', 'both'] as const;
const DECISIONS = ['allow', 'mask', 'block', 'flag'] as const;
const RULE_MODES = ['inherit', 'enforce', 'monitor'] as const;
/** As many as the engine takes. */
const MAX_ORDER = 1_000_000;

const ORDER = `a whole number from -${MAX_ORDER} to ${MAX_ORDER}`;
const BLOCK_MESSAGE = 'text of 1 to 2000 characters without control characters, or null';
const CONFIG = 'an object';

const blockMessage = z.nullable(
  z
    .string(must(BLOCK_MESSAGE))
    .check(z.regex(/^(?:[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|[\t\n\r]){1,2000}$/u, must(BLOCK_MESSAGE))),
);

/** Its fields are the engine's to judge; it is handed over as it was sent, whatever their names are. */
const config = z
  .unknown()
  .check(
    z.refine(isObject, must(CONFIG)),
    z.meta({ type: 'object', description: 'What the type of the rule asks for.' }),
  );

const ruleType = z.enum(ruleTypes, must(`one of ${ruleTypes.join(', ')}`));
const direction = z.enum(DIRECTIONS, must(`one of ${DIRECTIONS.join(', ')}`));
const decision = z.enum(DECISIONS, must(`one of ${DECISIONS.join(', ')}`));
const order = z
  .int(must(ORDER))
  .check(z.gte(-MAX_ORDER, must(ORDER)), z.lte(MAX_ORDER, must(ORDER)));

const optionalFields = {
  description: z.optional(description),
  order: z.optional(order),
  block_message: z.optional(blockMessage),
  is_enabled: z.optional(z.boolean(must('true or false'))),
  enforcement_mode: z.optional(z.enum(RULE_MODES, must(`one of ${RULE_MODES.join(', ')}`))),
};

export const createRuleBody = z.strictObject({
  name,
  rule_type: ruleType,
  direction,
  decision,
  config,
  ...optionalFields,
});
/** `rule_type` may be repeated, but not changed. `config` is replaced as a whole. */
export const updateRuleBody = z.strictObject({
  name: z.optional(name),
  rule_type: z.optional(ruleType),
  direction: z.optional(direction),
  decision: z.optional(decision),
  config: z.optional(config),
  ...optionalFields,
});
export type CreateRuleBody = z.output<typeof createRuleBody>;
export type UpdateRuleBody = z.output<typeof updateRuleBody>;

const ruleFields = {
  id: z.string(),
  policy_id: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  rule_type: z.string(),
  direction: z.string(),
  decision: z.string(),
  order: z.int(),
  config: z.record(z.string(), z.unknown()),
  block_message: z.nullable(z.string()),
  is_enabled: z.boolean(),
  enforcement_mode: z.string(),
  created_at: time,
  updated_at: time,
  revision: z.int(),
};
export const ruleAnswer = z.strictObject(ruleFields);
/** To a repeated request: what the first one created. */
export const replayedRuleAnswer = z.strictObject({
  ...ruleFields,
  idempotent_replay: z.literal(true),
});
export const listRulesQuery = z.strictObject(pageFields);
export const listRulesAnswer = z.strictObject({ rules: z.array(ruleAnswer), ...listFields });

/** Rules ready to use: `rule_type` and `config` go into a rule as they are. */
export const rulePresetsAnswer = z.strictObject({
  presets: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      rule_type: z.string(),
      config: z.record(z.string(), z.unknown()),
    }),
  ),
});

export type ListRulesQuery = z.output<typeof listRulesQuery>;
export type RuleAnswer = z.output<typeof ruleAnswer>;
