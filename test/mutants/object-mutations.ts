// Mutants of objects that providers keep: each would let one project reach what another has made.
import { edit, type Mutation, mutation } from './mutation.ts';

const OWNERSHIP = 'shared/objects/ownership.ts';
const PROXY_TEST = 'test/functions/proxy/objects/ownership.test.ts';

export const objectMutations: readonly Mutation[] = [
  mutation(
    'objects: whoever names one that somebody has made may have it',
    [edit(OWNERSHIP, '=== project.projectId) own', '!== null) own')],
    PROXY_TEST,
    'test/invariants/i13-objects-apart.test.ts',
  ),
  mutation(
    'objects: an id in a new field is not seen',
    [
      edit(
        'shared/objects/named-objects.ts',
        'REFERENCES.has(member) || (!WORDS.has(member) && looksKept(text))',
        'REFERENCES.has(member)',
      ),
    ],
    'test/shared/objects/named-objects.test.ts',
  ),
  mutation(
    'objects: the end of a stream does not wait for the record',
    [edit('shared/objects/record-answer.ts', 'if (isLast) void', 'if (isLast && !isLast) void')],
    'test/shared/objects/record-answer.test.ts',
  ),
  mutation(
    'objects: who is last takes a name over',
    [
      edit(
        'shared/aws/usage/object-store.ts',
        'OR projectId = :owner',
        'OR attribute_exists(projectId) OR projectId = :owner',
      ),
    ],
    'test/shared/aws/usage/object-store.test.ts',
  ),
  mutation(
    'objects: one address knows the names of another',
    [edit(OWNERSHIP, 'JSON.stringify([address, name])', "JSON.stringify(['', name, address][1])")],
    PROXY_TEST,
  ),
];
