// Mutants of usage and of last used: each would lose a call, count one twice, or bring a row back.
import { edit, type Mutation, mutation } from './mutation.ts';

const CALL_STORE = 'shared/aws/usage/call-store.ts';
const FOLD_STORE = 'shared/aws/usage/fold-store.ts';
const LAST_USED = 'shared/aws/keys/last-used.ts';
const ROLL_UP = 'shared/usage/roll-up.ts';
const SNAPSHOT = 'shared/usage/snapshot.ts';
const FAULTS = 'test/shared/aws/usage/call-faults.test.ts';
const EXACTNESS = 'test/shared/usage/exactness.test.ts';
const CALL_STORE_TEST = 'test/shared/aws/usage/call-store.test.ts';
const FOLD_STORE_TEST = 'test/shared/aws/usage/fold-store.test.ts';

const GROW_ALL =
  '  await eachLimited(growth, WRITES_AT_ONCE, (each) => store.grow(each, number));\n';
const REMOVE_ALL = '  await store.remove(calls);\n';

export const usageMutations: readonly Mutation[] = [
  mutation(
    'usage: a late intent overwrites a result',
    [edit(CALL_STORE, "ConditionExpression: 'attribute_not_exists(pk)',", '')],
    CALL_STORE_TEST,
  ),
  mutation(
    'usage: a late result brings a folded call back',
    [
      edit(
        CALL_STORE,
        "'attribute_exists(pk) AND #state = :open'",
        "'attribute_not_exists(pk) OR #state = :open'",
      ),
    ],
    CALL_STORE_TEST,
  ),
  mutation(
    'usage: an intent that was not acknowledged is not cancelled',
    [
      edit(
        'shared/usage/meter.ts',
        'opened.catch(() => finish(() => calls.cancel(intent)));',
        'opened.catch(() => undefined);',
      ),
    ],
    EXACTNESS,
    FAULTS,
  ),
  mutation(
    'usage: the provider is called before the intent is durable',
    [
      edit(
        'shared/usage/watched-call.ts',
        'return this.#call.opened;',
        'return Promise.resolve();',
      ),
    ],
    'test/functions/proxy/usage/refused.test.ts',
  ),
  mutation(
    'usage: a sum grows again when its write is repeated',
    [edit(FOLD_STORE, 'OR #foldNumber < :foldNumber', 'OR #foldNumber <= :foldNumber')],
    FOLD_STORE_TEST,
    FAULTS,
  ),
  mutation(
    'usage: a fold begins before the one before it is done',
    [edit(FOLD_STORE, 'number: journal.number - 1, isDone: true', 'number: journal.number - 1')],
    FOLD_STORE_TEST,
  ),
  mutation(
    'usage: calls are deleted before the sums have grown',
    [edit(ROLL_UP, GROW_ALL + REMOVE_ALL, REMOVE_ALL + GROW_ALL)],
    EXACTNESS,
  ),
  mutation(
    'usage: an unfinished fold is forgotten',
    [edit(ROLL_UP, 'if (last !== null && !last.isDone) await complete(last, store);', '')],
    EXACTNESS,
  ),
  mutation(
    'usage: calls are folded while a late intent can still arrive',
    [edit('shared/usage/fold.ts', 'FOLD_AFTER_MS = 6 * 60_000', 'FOLD_AFTER_MS = 2 * 60_000')],
    'test/shared/usage/fold.test.ts',
    EXACTNESS,
  ),
  mutation(
    'usage: a report ignores folds that began while it read',
    [edit(SNAPSHOT, 'if (after?.number === journal?.number)', 'if (after !== undefined)')],
    EXACTNESS,
  ),
  mutation(
    'usage: a report counts the calls of a running fold twice',
    [edit(SNAPSHOT, 'if (!grown.has(aggregateText(entry)))', 'if (!grown.has(entry.model))')],
    EXACTNESS,
  ),
  mutation(
    'usage: a report reads weakly',
    [edit('shared/aws/usage/rows.ts', '{ ConsistentRead: true }', '{ ConsistentRead: false }')],
    FOLD_STORE_TEST,
  ),
  mutation(
    'last used: a late note of use brings a deleted key back',
    [
      edit(
        LAST_USED,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        '`attribute_exists(${keysTable.partitionKey}) AND #status = :active`',
        "'NOT #status = :now'",
      ),
      edit(LAST_USED, "':active': { S: 'active' },", ''),
    ],
    'test/shared/aws/keys/last-used.test.ts',
  ),
  mutation(
    'usage: a roll-up that failed for a project ends well',
    [edit('functions/usage-rollup/handler.ts', 'failedProjects > 0', 'failedProjects > 1')],
    'test/functions/usage-rollup/handler.test.ts',
  ),
];
