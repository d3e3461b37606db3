// The mutants of leak reports and of the report of expiring keys.
import { edit, type Mutation, mutation } from './mutation.ts';

const KEY_STORE = 'shared/aws/keys/store.ts';
const GITHUB_REPORT = 'shared/leaks/github-report.ts';
const GITHUB = 'test/functions/leaks/github.test.ts';
const HOLDER = 'test/functions/leaks/holder.test.ts';
const EXPIRY_REPORT = 'test/functions/key-expiry-report/report.test.ts';

export const leakMutations: readonly Mutation[] = [
  mutation(
    'life: a report needs no signature',
    [edit(GITHUB_REPORT, '!(await isSignedByGithub(request, ports.githubKeys))', 'false')],
    GITHUB,
  ),
  mutation(
    'life: a key on any curve may sign',
    [
      edit(
        'shared/leaks/github-signature.ts',
        "key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null",
        'key',
      ),
    ],
    'test/shared/leaks/github-signature.test.ts',
  ),
  mutation(
    'life: every invented key id is looked up at GitHub',
    [
      edit(
        'shared/leaks/github-keys.ts',
        'if (isFresh && clock() - triedAtMs < REFETCH_AFTER_MS) return null;',
        '',
      ),
    ],
    'test/functions/leaks/github-keys.test.ts',
  ),
  mutation(
    'life: one key that cannot be ended keeps the others alive',
    [edit(GITHUB_REPORT, '      failures.push(failure);', '      throw failure;')],
    GITHUB,
  ),
  mutation(
    'life: an expired key that leaked can be extended',
    [
      edit(
        'shared/leaks/stop-leaked-key.ts',
        "key === null ? 'unknown' : stop(key, leak, ports)",
        "key === null ? 'unknown' : 'stopped_before'",
      ),
    ],
    HOLDER,
  ),
  mutation(
    'life: the answer tells whether a key was ended',
    [
      edit(
        'shared/leaks/holder-report.ts',
        '  await stopLeakedKey({ token, sourceUrl: null }, ports);\n',
        "  if ((await stopLeakedKey({ token, sourceUrl: null }, ports)) === 'unknown') return { status: 'accepted' };\n",
      ),
    ],
    HOLDER,
  ),
  mutation(
    'life: the report of expiring keys forgets the last day',
    [
      edit(
        'shared/keys/expiry-report.ts',
        'for (let day = 0; day <= DAYS; day++)',
        'for (let day = 0; day < DAYS; day++)',
      ),
    ],
    EXPIRY_REPORT,
  ),
  mutation(
    'life: a deactivated key is reported as expiring',
    [edit(KEY_STORE, '          expiryDay: null,\n', '')],
    EXPIRY_REPORT,
  ),
];
