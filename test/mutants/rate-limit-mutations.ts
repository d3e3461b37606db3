// The mutants of rate limits: one call too many, one counted twice, one not told.
import type { Mutation } from './mutation.ts';

const STORE = 'shared/aws/usage/permit-store.ts';
const CALL_LIMIT = 'shared/limits/call-limit.ts';
const ENGINE_TESTS = 'test/shared/aws/usage/permit-store.test.ts';
const CALL_TESTS = 'test/shared/limits/call-limit.test.ts';
const PROXY_TESTS = 'test/functions/proxy/rate-limit.test.ts';

const one = (
  name: string,
  [file, find, replace]: [string, string, string],
  ...killedBy: string[]
): Mutation => ({ name, edits: [{ file, find, replace }], killedBy });

export const rateLimitMutations: readonly Mutation[] = [
  one(
    'a row holds one permit more than its capacity',
    [STORE, 'size(ids) < :capacity', 'size(ids) <= :capacity'],
    ENGINE_TESTS,
    'test/shared/aws/usage/permit-faults.test.ts',
  ),
  one(
    'a repeated write of the last permit is refused',
    [STORE, 'contains(ids, :nonce)', '(contains(ids, :nonce) AND size(ids) < :capacity)'],
    ENGINE_TESTS,
    'test/shared/aws/usage/permit-faults.test.ts',
  ),
  one(
    'a refund brings a forgotten row back',
    [STORE, 'attribute_exists(', 'attribute_exists(ids) OR attribute_not_exists('],
    ENGINE_TESTS,
  ),
  one(
    'all rows of a limit share a partition key',
    [STORE, '{shardIndex}` },', "{''}` },"],
    ENGINE_TESTS,
  ),
  one(
    'a limit is spread evenly, so that lowering it adds up to more',
    [
      'shared/limits/shards.ts',
      'Math.min(SHARD_PERMITS, perMinute - index * SHARD_PERMITS)',
      'Math.floor(perMinute / count) + (index < perMinute % count ? 1 : 0)',
    ],
    'test/shared/limits/shards.test.ts',
  ),
  one(
    'a refusal of the project keeps the permit of the key',
    ['shared/limits/limiter.ts', '    await refund();\n', ''],
    'test/shared/limits/limiter.test.ts',
  ),
  one(
    'a rotated key begins with a counter of its own',
    [CALL_LIMIT, 'id: principal.lineage', 'id: principal.keyId'],
    CALL_TESTS,
  ),
  one(
    'calls pass while they cannot be counted',
    [CALL_LIMIT, "rateLimitOnStoreFailure === 'closed'", "rateLimitOnStoreFailure === 'open'"],
    CALL_TESTS,
    PROXY_TESTS,
  ),
  one(
    'a call counts before its provider token is read',
    [
      'shared/calls/make-call.ts',
      '    const stored = await ports.secrets.read(target.record);\n    const outgoing = await lastChecks(call, target.record.provider, terms);\n',
      '    const outgoing = await lastChecks(call, target.record.provider, terms);\n    const stored = await ports.secrets.read(target.record);\n',
    ],
    PROXY_TESTS,
  ),
  one(
    'of two limits with as much left the larger is told',
    ['shared/limits/limiter.ts', 'a.perMinute <= b.perMinute', 'a.perMinute > b.perMinute'],
    'test/shared/limits/limiter.test.ts',
  ),
  one(
    'an error does not tell the limit',
    ['functions/proxy/forward.ts', 'throw withHeaders(error, headers());', 'throw error;'],
    PROXY_TESTS,
  ),
];
