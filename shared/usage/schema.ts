// The wire form of usage: what may be asked, and what is answered.
import * as z from 'zod/mini';
import { must } from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import { parseUtcDay } from './day.ts';
import { DIMENSIONS, type Dimension } from './group.ts';

/** Joined by hyphens, because signers of old curls choke on commas. */
export const GROUPINGS = [
  'day-key-model',
  'day-key',
  'day-model',
  'key-model',
  'day',
  'key',
  'model',
  'session',
  'day-session',
  'key-session',
  'none',
] as const;
export type Grouping = (typeof GROUPINGS)[number];

const DAY = 'a UTC day, such as 2030-01-31';
const day = z.string(must(DAY)).check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/, must(DAY)),
  z.refine((text) => parseUtcDay(text) !== null, must(DAY)),
);

export const usageQuery = z.strictObject({
  ...pageFields,
  from: z.optional(day),
  group_by: z.optional(z.enum(GROUPINGS, must(`one of ${GROUPINGS.join(', ')}`))),
  to: z.optional(day),
});
export type UsageQuery = z.output<typeof usageQuery>;

export const dimensionsOf = (grouping: Grouping): ReadonlySet<Dimension> =>
  new Set(DIMENSIONS.filter((dimension) => grouping.split('-').includes(dimension)));

const count = z.int();

/** What one rule did in one direction. */
const ruleEntry = z.strictObject({
  rule_id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  decision: z.enum(['allow', 'mask', 'block']),
  monitoring: z.boolean(),
  requests: count,
  matches: count,
  failures: count,
});

/** Where a provider worked otherwise than as usual. */
const variantEntry = z.strictObject({
  service_tier: z.nullable(z.string()),
  inference_geo: z.nullable(z.string()),
  requests: count,
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
});

/** `requests` counts finished calls; the other requests, but `in_flight`, are parts of them. */
const usageEntry = z.strictObject({
  day: z.nullable(z.string()),
  key_id: z.nullable(z.string()),
  model: z.nullable(z.string()),
  session: z.nullable(z.string()),
  requests: count,
  aborted_requests: count,
  blocked_requests: count,
  failed_requests: count,
  estimated_requests: count,
  in_flight_requests: count,
  policy_requests: count,
  blocked_prompts: count,
  masked_prompts: count,
  masked_answers: count,
  input_tokens: count,
  cached_input_tokens: count,
  cache_write_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  long_cache_write_tokens: count,
  web_search_requests: count,
  images: count,
  audio_seconds: count,
  variants: z.array(variantEntry),
  rules: z.array(ruleEntry),
});
export type UsageEntryAnswer = z.output<typeof usageEntry>;

export const usageAnswer = z.strictObject({
  usage: z.array(usageEntry),
  from: z.string(),
  to: z.string(),
  ...listFields,
});
