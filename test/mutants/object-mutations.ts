// Mutants of objects that providers keep: each would let one project reach what another has made.
import { edit, type Mutation, mutation } from './mutation.ts';

const OWNERSHIP = 'shared/objects/ownership.ts';
const PROXY_TEST = 'test/functions/proxy/objects/ownership.test.ts';

const STORED_TEST = 'test/functions/proxy/objects/stored-responses.test.ts';
const FORMS_TEST = 'test/functions/proxy/forms.test.ts';
const FORM_TEST = 'test/shared/http/form-body.test.ts';

export const objectMutations: readonly Mutation[] = [
  mutation(
    'objects: a stored response is read back by whoever names it',
    [
      edit(
        'shared/calls/stored-response.ts',
        'keeperOf(place), ports.objects)) === projectId)',
        'keeperOf(place), ports.objects)) !== null)',
      ),
    ],
    STORED_TEST,
  ),
  mutation(
    'objects: what ran in the background is counted at every reading',
    [
      edit(
        'shared/calls/call-objects.ts',
        "const mayRun = call.body['background'] === true && !call.stream;",
        'const mayRun = !call.stream;',
      ),
    ],
    STORED_TEST,
  ),
  mutation(
    'forms: a file under the name of a text passes unread',
    [
      edit(
        'shared/http/form-body.ts',
        'else if (!mayHold.includes(baseOf(name)))',
        'else if (mayHold.length < 0)',
      ),
    ],
    FORM_TEST,
    FORMS_TEST,
  ),
  mutation(
    'forms: the second of two models counts',
    [
      edit(
        'shared/http/form-body.ts',
        'else if (known === undefined) fields',
        'else if (known !== null) fields',
      ),
    ],
    FORM_TEST,
    FORMS_TEST,
  ),
  mutation(
    'forms: names of files are no text',
    [
      edit(
        'shared/calls/call-policy.ts',
        'files.map(({ filename }) => filename)',
        "files.map(() => 'file')",
      ),
    ],
    FORMS_TEST,
  ),
  mutation(
    'answers: what an encoded one decodes to has no limit',
    [edit('shared/providers/transport/collect.ts', 'if (size <= maxBytes)', 'if (size >= 0)')],
    'test/functions/proxy/hostile-upstream.test.ts',
  ),
  mutation(
    'requests: a body has no limit',
    [
      edit(
        'shared/http/json-body.ts',
        'if (Buffer.byteLength(text) > maxBytes)',
        'if (maxBytes < 0)',
      ),
    ],
    'test/functions/proxy/hostile-json.test.ts',
  ),
  mutation(
    'speech: the provider’s token passes in the sound',
    [
      edit(
        'shared/providers/relay-sound.ts',
        'if (seen.includes(secret))',
        'if (chunk.includes(secret))',
      ),
    ],
    'test/functions/proxy/endpoints/speech.test.ts',
  ),
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
