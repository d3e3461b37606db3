// Mutants of policies' versions: each would change what is in force, lose a count, or let a version change.
import { edit, type Mutation, mutation } from './mutation.ts';

const ACTIVATION = 'shared/aws/policies/activation.ts';
const POLICY_STORE = 'shared/aws/policies/store.ts';
const CHANGE = 'shared/policies/change-policy.ts';
const READER = 'shared/aws/policies/version-reader.ts';
const RULES = 'shared/policies/rules.ts';
const TESTS = 'test/functions/admin/policy';

export const versionMutations: readonly Mutation[] = [
  mutation(
    'versions: an activation forgets the policy that was in force',
    [edit(ACTIVATION, "...(before === null ? [] : [step(before.policyId, 'released')]),", '')],
    `${TESTS}/activate.test.ts`,
    `${TESTS}/model.test.ts`,
  ),
  mutation(
    'versions: a policy in force can be deleted',
    [
      edit(POLICY_STORE, 'expected: { rev: policy.rev, activeProjects: 0 },', 'expected: {},'),
      edit(
        'shared/policies/policies.ts',
        "    if (state.policy.activeProjects > 0) throw new ApiError('policy_active');\n",
        '',
      ),
    ],
    `${TESTS}/activate.test.ts`,
  ),
  mutation(
    'versions: a deleted project keeps its policy in force',
    [
      edit(
        'shared/aws/projects/store.ts',
        'return [row, ...countWrites(table, policy, null)];',
        'return [row];',
      ),
    ],
    `${TESTS}/activate.test.ts`,
  ),
  mutation(
    'versions: a change of rules overwrites somebody else’s',
    [edit(POLICY_STORE, 'expected: { rev: before.policy.rev },', 'expected: {},')],
    `${TESTS}/rules.test.ts`,
  ),
  mutation(
    'versions: a dictionary that changed makes no version',
    [
      edit(
        CHANGE,
        'const isSameContent = hash === latest.hash;',
        'const isSameContent = hash === latest.hash || rules === latest.rules;',
      ),
    ],
    `${TESTS}/versions.test.ts`,
    `${TESTS}/activate.test.ts`,
  ),
  mutation(
    'versions: a rule that is named by nobody is still counted',
    [edit(POLICY_STORE, "...[...was.difference(is)].map((id) => step(id, 'released')),", '')],
    `${TESTS}/versions.test.ts`,
    `${TESTS}/model.test.ts`,
  ),
  mutation(
    'versions: another hash than the project names is served',
    [edit(READER, 'if (saved?.hash !== ref.hash)', 'if (saved === null)')],
    'test/shared/aws/policies/version-reader.test.ts',
  ),
  mutation(
    'versions: a rule changes its type',
    [
      edit(
        RULES,
        'if (body.rule_type !== undefined && body.rule_type !== rule.form.rule_type)',
        'if (body.rule_type === undefined && rule.rev < 0)',
      ),
    ],
    `${TESTS}/422.test.ts`,
  ),
  mutation(
    'versions: a policy is tried at its latest version only',
    [
      edit(
        'shared/policies/trial/try-out.ts',
        'if (version === undefined || version === latest.version) return latest;',
        'if (version === undefined || version <= latest.version) return latest;',
      ),
    ],
    `${TESTS}/try.test.ts`,
    `${TESTS}/versions.test.ts`,
  ),
];
