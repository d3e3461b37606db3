// Mutants of a key's life: rotation, audit, idempotency, revisions, leak reports, the report of expiring keys.
import { edit, type Mutation, mutation } from './mutation.ts';

const LEDGER = 'shared/aws/audit/ledger.ts';
const KEY_STORE = 'shared/aws/keys/store.ts';
const ROTATE = 'shared/keys/rotate.ts';
const CHAIN = 'shared/audit/chain.ts';
const CLAIM_STORE = 'shared/aws/audit/claim-store.ts';
const IDEMPOTENCY = 'functions/admin/idempotency.ts';
const ROTATE_201 = 'test/functions/admin/key/rotate-201.test.ts';
const ROTATE_409 = 'test/functions/admin/key/rotate-404-409-422.test.ts';
const ONE_EVENT = 'test/functions/admin/audit/one-event-per-change.test.ts';
const VERIFY_AUDIT = 'test/functions/admin/audit/verify-200.test.ts';
const REPLAY = 'test/functions/admin/idempotency/200-replay.test.ts';
const IF_MATCH = 'test/functions/admin/routing/412-if-match.test.ts';
const INTERLEAVINGS = 'test/life/interleavings.test.ts';
const MODEL = 'test/life/model.test.ts';

const rotation: readonly Mutation[] = [
  mutation(
    'life: a key can be rotated twice',
    [
      edit(ROTATE, "  if (key.rotatedTo !== null) throw new ApiError('already_rotated');\n", ''),
      edit(KEY_STORE, ", ['rotatedTo' satisfies keyof KeyRecord]", ''),
    ],
    ROTATE_409,
    MODEL,
  ),
  mutation(
    'life: a rotation does not end the old key',
    [edit(KEY_STORE, '{ ...expiryAttributes(after), rotatedTo, rev }', '{ rotatedTo, rev }')],
    ROTATE_201,
    MODEL,
    'test/invariants/i04-overlap.test.ts',
  ),
  mutation(
    'life: a rotation lets the old key last longer than it would have',
    [edit(ROTATE, 'before.expiresAtSeconds ?? Infinity', 'Infinity')],
    ROTATE_201,
  ),
  mutation(
    'life: the halves of a rotation are written one after the other',
    [
      edit(
        KEY_STORE,
        'return outcome(await ledger.commit(before.projectId, [{ writes, change }], created));',
        `await ledger.commit(before.projectId, [{ writes: writes.slice(1), change }], created);
  const writes2 = writes.slice(0, 1);
  return outcome(await ledger.commit(before.projectId, [{ writes: writes2, change }]));`,
      ),
    ],
    INTERLEAVINGS,
  ),
  mutation(
    'life: a successor begins a lineage of its own',
    [edit(ROTATE, '      lineage,\n', '')],
    ROTATE_201,
    INTERLEAVINGS,
  ),
  mutation(
    'life: a rotated key can be made to last longer',
    [edit('shared/keys/update.ts', 'current.rotatedTo !== null && ', 'false && ')],
    ROTATE_409,
    MODEL,
  ),
];

const audit: readonly Mutation[] = [
  mutation(
    'life: an event is written after its change, not with it',
    [
      edit(
        LEDGER,
        'await transact(table.client, [...writes, ...puts])',
        'writes.length > 0 ? await transact(table.client, writes) : await transact(table.client, puts)',
      ),
    ],
    ONE_EVENT,
    INTERLEAVINGS,
  ),
  mutation(
    'life: a change that was overtaken is given up as done',
    [
      edit(
        LEDGER,
        "if (result !== 'overtaken') return result;",
        "return result === 'overtaken' ? { kind: 'written' } : result;",
      ),
    ],
    INTERLEAVINGS,
  ),
  mutation(
    'life: an unanswered write is written again under the next number',
    [
      edit(
        LEDGER,
        "    if (await isWritten(table, scope, events)) return { kind: 'written' };\n    throw error;",
        "    void error;\n    return 'overtaken';",
      ),
    ],
    'test/functions/admin/faults/rotation.test.ts',
  ),
  mutation(
    'life: the chain is read without ConsistentRead',
    [edit('shared/aws/audit/item.ts', 'ConsistentRead: true', 'ConsistentRead: false')],
    'test/functions/admin/store-calls.test.ts',
  ),
  mutation(
    'life: an event can be overwritten',
    [
      edit(
        'shared/aws/dynamo/transaction.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        'ConditionExpression: `attribute_not_exists(${partitionKey})`,',
        '',
      ),
    ],
    'test/functions/admin/store-calls.test.ts',
    INTERLEAVINGS,
  ),
  mutation(
    'life: an event does not name the one before it',
    [edit(CHAIN, 'prev_hash: last?.hash ?? null,', 'prev_hash: null,')],
    VERIFY_AUDIT,
    'test/shared/audit/verify.test.ts',
  ),
  mutation(
    'life: a changed event passes the check',
    [edit(CHAIN, "if (hashOf(rest) !== hash) return 'changed';", '')],
    VERIFY_AUDIT,
    'test/shared/audit/verify.test.ts',
  ),
  mutation(
    'life: a forged seal passes the check',
    [edit(CHAIN, "if (seal !== null && !sealer.isGenuine(hash, seal)) return 'forged';", '')],
    VERIFY_AUDIT,
  ),
  mutation(
    'life: a removed head passes although it was noted',
    [
      edit(
        'shared/audit/verify.ts',
        "if (row?.sequence !== sequence) return brokenAt(sequence, 'missing');",
        'if (row?.sequence !== sequence) return null;',
      ),
    ],
    VERIFY_AUDIT,
  ),
  mutation(
    'life: refused calls leave no event',
    [edit('functions/admin/refusals.ts', 'error.spec.status >= 500', 'error.spec.status >= 400')],
    'test/functions/admin/audit/refusals.test.ts',
    MODEL,
  ),
  mutation(
    'life: a key cannot be ended while the peppers cannot be read',
    [edit(LEDGER, '      return null;\n    }\n  };', '      throw cause;\n    }\n  };')],
    'test/functions/admin/audit/contention.test.ts',
  ),
];

const calls: readonly Mutation[] = [
  mutation(
    'life: two calls with one Idempotency-Key both create',
    [
      edit(
        CLAIM_STORE,
        "'attribute_not_exists(#id) OR #ttl <= :now'",
        "'attribute_not_exists(#id) OR #ttl > :now OR #ttl <= :now'",
      ),
    ],
    REPLAY,
  ),
  mutation(
    'life: a replay does not look at the body',
    [
      edit(
        IDEMPOTENCY,
        'if (!tagger.isGenuine(text, bodyTag))',
        'if (false && !tagger.isGenuine(text, bodyTag))',
      ),
    ],
    REPLAY,
  ),
  mutation(
    "life: an Idempotency-Key is everybody's",
    [edit(IDEMPOTENCY, 'principalOf(caller),', '')],
    REPLAY,
  ),
  mutation(
    'life: what was taken back keeps its Idempotency-Key',
    [edit(KEY_STORE, "change.isWithdrawal === true ? 'withdrawn' : undefined", 'undefined')],
    REPLAY,
  ),
  mutation(
    'life: If-Match is looked at before the change only',
    [
      edit(
        'shared/keys/update.ts',
        '    assertMatch(ifMatch, current.rev);\n',
        '    if (attempt === 0) assertMatch(ifMatch, current.rev);\n',
      ),
    ],
    IF_MATCH,
  ),
  mutation(
    'life: a deactivation does not raise the revision',
    [edit(KEY_STORE, "        counted: ['rev'],\n", '')],
    IF_MATCH,
    MODEL,
  ),
];

export const lifeMutations: readonly Mutation[] = [...rotation, ...audit, ...calls];
