// A call's item as the roll-up and the report read it, strictly.
import * as z from 'zod/mini';
import { isKeyId, isProjectId, type KeyId, type ProjectId } from '../../kernel/ids.ts';
import type { CallId, PendingCall } from '../../usage/call.ts';
import type { Item } from '../dynamo/conditional-write.ts';
import { readCallSortKey } from './item-keys.ts';

const count = z.int().check(z.nonnegative());

const policy = z.object({
  policyId: z.string(),
  version: z.int(),
  events: z.array(
    z.object({
      ruleId: z.string(),
      direction: z.enum(['inbound', 'outbound']),
      decision: z.enum(['allow', 'mask', 'block']),
      monitoring: z.boolean(),
      count,
      failures: z.exactOptional(count),
      matches: z.array(
        z.object({ start: count, end: count, length: count, hash: z.nullable(z.string()) }),
      ),
    }),
  ),
});

const call = z.object({
  projectId: z.custom<ProjectId>((value) => typeof value === 'string' && isProjectId(value)),
  startedAtMs: z.int(),
  callId: z.custom<CallId>((value) => typeof value === 'string' && value.length > 0),
  keyId: z.custom<KeyId>((value) => typeof value === 'string' && isKeyId(value)),
  model: z.string(),
  provider: z.string(),
  estimatedInputTokens: count,
  state: z.enum(['open', 'void', 'settled']),
  purpose: z.exactOptional(z.enum(['policy', 'background'])),
  session: z.exactOptional(z.string()),
  policy: z.exactOptional(policy),
});

const others = z.object({
  longCacheWriteTokens: z.exactOptional(count),
  webSearchRequests: z.exactOptional(count),
  images: z.exactOptional(count),
  audioSeconds: z.exactOptional(count),
});

const settlement = z.object({
  outcome: z.enum(['ok', 'aborted', 'blocked', 'refused', 'failed', 'abandoned']),
  estimated: z.boolean(),
  others: z.exactOptional(others),
  variant: z.exactOptional(z.object({ serviceTier: z.string(), inferenceGeo: z.string() })),
  tokens: z.object({
    input: count,
    output: count,
    cachedInput: count,
    cacheWrite: count,
    reasoning: count,
  }),
});

/** Null when the item is not what `callStore` writes. */
export function fromCallItem(item: Item): PendingCall | null {
  const read = call.safeParse({ ...item, ...readCallSortKey(String(item['sk'])) });
  if (!read.success) return null;
  const { state, ...intent } = read.data;
  if (state !== 'settled') return { ...intent, state };
  const settled = settlement.safeParse({ ...item, tokens: item });
  return settled.success ? { ...intent, state, settlement: settled.data } : null;
}
