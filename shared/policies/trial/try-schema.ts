// The wire forms of trying a rule or a policy on a text.
import * as z from 'zod/mini';
import { must } from '../../http/fields.ts';

/** A mask may be 256 times as long as what it hides: the answer has to stay below Lambda's 6 MB. */
const MAX_MESSAGE_CHARS = 10_000;
const MESSAGE = `text of 1 to ${MAX_MESSAGE_CHARS} characters`;
const VERSION = 'a whole number from 1';
const PROJECT = 'the id of a project';

export const tryBody = z.strictObject({
  message: z
    .string(must(MESSAGE))
    .check(z.minLength(1, must(MESSAGE)), z.maxLength(MAX_MESSAGE_CHARS, must(MESSAGE))),
  direction: z.enum(['inbound', 'outbound'], must('inbound or outbound')),
  /** The latest one unless told. */
  version: z.optional(z.int(must(VERSION)).check(z.gte(1, must(VERSION)))),
  /** With whose provider tokens rules ask a model; without it, rules that ask somebody are skipped. */
  project_id: z.optional(
    z.string(must(PROJECT)).check(z.regex(/^proj_[0-9A-Za-z]{22}$/, must(PROJECT))),
  ),
});

const match = z.strictObject({ start: z.int(), end: z.int(), length: z.int() });

/** Offsets in UTF-16 units of `message`. `value` is the caller's own text, and stands in this answer only. */
export const tryAnswer = z.strictObject({
  policy_id: z.string(),
  version: z.int(),
  matched: z.boolean(),
  decision: z.enum(['allow', 'mask', 'block']),
  /** Null when it is blocked. */
  modified_message: z.nullable(z.string()),
  block_message: z.nullable(z.string()),
  match_info: z.strictObject({
    matches: z.array(z.strictObject({ value: z.string(), start: z.int(), end: z.int() })),
  }),
  triggered_rules: z.array(
    z.strictObject({
      rule_id: z.string(),
      rule_name: z.string(),
      name: z.string(),
      rule_type: z.string(),
      type: z.string(),
      decision: z.enum(['allow', 'mask', 'block']),
      monitoring: z.boolean(),
      match_info: z.strictObject({ count: z.int(), matches: z.array(match) }),
    }),
  ),
  /** Rules that were not asked or did not answer. */
  skipped: z.array(
    z.strictObject({
      rule_id: z.string(),
      rule_name: z.string(),
      rule_type: z.string(),
      reason: z.string(),
    }),
  ),
});

export type TryBody = z.output<typeof tryBody>;
export type TryAnswer = z.output<typeof tryAnswer>;
