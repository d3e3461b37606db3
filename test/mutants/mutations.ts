// The mutants: mistakes that would break a promise, and the tests that have to notice them.
import { answerMutations } from './answer-mutations.ts';
import { leakMutations } from './leak-mutations.ts';
import { lifeMutations } from './life-mutations.ts';
import { edit, type Mutation, mutation } from './mutation.ts';
import { objectMutations } from './object-mutations.ts';
import { policyMutations } from './policy-mutations.ts';
import { rateLimitMutations } from './rate-limit-mutations.ts';
import { usageMutations } from './usage-mutations.ts';
import { versionMutations } from './version-mutations.ts';

const DATA_PLANE = 'infra/gateway/data-plane.ts';
const KEY_LOOKUP = 'shared/aws/keys/lookup.ts';
const KEY_STORE = 'shared/aws/keys/store.ts';
const PROVIDER_SECRETS = 'shared/aws/secrets/provider-secrets.ts';
const VERIFY = 'shared/keys/verify.ts';
const AUTHORIZE = 'functions/authorizer/authorize.ts';

const GET_KEY = `    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: { [keysTable.partitionKey]: { S: keyId } },
        ConsistentRead: true,
        ...projection,
      }),
    );
`;
const QUERY_KEY = `    const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: keysTable.byProject.index,
        KeyConditionExpression: 'keyId = :keyId',
        ExpressionAttributeValues: { ':keyId': { S: keyId } },
        ...projection,
      }),
    );
    const Item = Items?.[0];
`;
const ALLOW_ALL = `return toAnswer(
        { kind: 'active', principal: { keyId: 'key_x', projectId: 'proj_x' } as never },
        event.methodArn,
        event.resource,
      );`;

export const mutations: readonly Mutation[] = [
  mutation(
    'the authorizer is cached for 300 seconds',
    [
      edit(
        DATA_PLANE,
        "resource.addPropertyDeletionOverride('IdentitySource');",
        "resource.authorizerResultTtlInSeconds = 300;\n  resource.identitySource = 'method.request.header.Authorization';",
      ),
    ],
    'test/infra/gateway.test.ts',
    'test/e2e/revocation.test.ts',
  ),
  mutation(
    'the key is read from the index instead of the table',
    [edit(KEY_LOOKUP, GET_KEY, QUERY_KEY)],
    'test/shared/aws/keys/lookup.test.ts',
  ),
  mutation(
    'the key is read without ConsistentRead',
    [edit(KEY_LOOKUP, 'ConsistentRead: true', 'ConsistentRead: false')],
    'test/shared/aws/keys/lookup.test.ts',
  ),
  mutation(
    'the project is read without ConsistentRead',
    [edit('shared/aws/projects/reader.ts', 'ConsistentRead: true', 'ConsistentRead: false')],
    'test/shared/aws/projects/reader.test.ts',
  ),
  mutation(
    'an expired key passes',
    [edit(VERIFY, 'epochSeconds(ports.clock) >= expiresAtSeconds', 'expiresAtSeconds < 0')],
    'test/shared/keys/verify.test.ts',
  ),
  mutation(
    'the digest is not compared',
    [edit(VERIFY, '!timingSafeEqual(read.digest, digest)', 'digest.length === 0')],
    'test/shared/keys/verify.test.ts',
  ),
  mutation(
    'the authorizer fails open when the store fails',
    [edit(AUTHORIZE, "throw new Error('authorizer unavailable');", ALLOW_ALL)],
    'test/functions/authorizer/authorize.test.ts',
  ),
  mutation(
    'updates do not ask that the item exists',
    [
      edit(
        'shared/aws/dynamo/update-expression.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        '...key.map((name) => `attribute_exists(#${name})`),',
        '',
      ),
      edit(
        'shared/aws/dynamo/update-expression.ts',
        'const names = [...key, ...Object.keys({',
        'const names = [...Object.keys({',
      ),
    ],
    'test/functions/admin/key/deactivate-204.test.ts',
  ),
  mutation(
    'a deactivation is acknowledged before it is written',
    [
      edit(
        'shared/keys/deactivate.ts',
        'const outcome = await keys.deactivate({ projectId, keyId, atMs: clock(), reason });',
        "const outcome = 'deactivated' as string;\n  void keys.deactivate({ projectId, keyId, atMs: clock(), reason });",
      ),
    ],
    'test/races/model.test.ts',
    'test/races/engine.test.ts',
  ),
  mutation(
    "a key of another project's is deactivated",
    [
      edit(
        KEY_STORE,
        "expected: { projectId: change.projectId, status: 'active' },",
        "expected: { status: 'active' },",
      ),
    ],
    'test/functions/admin/key/foreign-404.test.ts',
  ),
  mutation(
    'a key is changed although it was deactivated meanwhile',
    [
      edit(
        KEY_STORE,
        "expected: { projectId: before.projectId, status: 'active', rev: before.rev },",
        // A deactivation raises the revision as well, so either of the two would do.
        'expected: { projectId: before.projectId },',
      ),
    ],
    'test/functions/admin/key/update-200-409.test.ts',
  ),
  mutation(
    'the admin plane reads without ConsistentRead',
    [edit('shared/aws/dynamo/strong-read.ts', 'ConsistentRead: true', 'ConsistentRead: false')],
    'test/functions/admin/store-calls.test.ts',
  ),
  mutation(
    'an inactive project is admitted',
    [edit('shared/projects/admit.ts', 'project === null || !project.isActive', 'project === null')],
    'test/shared/projects/admit.test.ts',
  ),
  mutation(
    'a provider token is kept without its version',
    [
      edit(
        PROVIDER_SECRETS,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        'keep(kept, `${secretId} ${versionId}`, token);',
        'keep(kept, secretId, token);',
      ),
      edit(
        PROVIDER_SECRETS,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source.
        'kept.get(`${record.secretId} ${record.versionId}`)',
        'kept.get(record.secretId)',
      ),
    ],
    'test/shared/aws/secrets/provider-secrets.test.ts',
  ),
  mutation(
    "an error's message is logged",
    [edit('shared/kernel/log.ts', 'errorName: cause.name,', 'errorName: cause.message,')],
    'test/functions/authorizer/authorize.test.ts',
  ),
  mutation(
    'the presented key is logged when a store fails',
    [
      edit(
        AUTHORIZE,
        'requestId: event.requestContext?.requestId }',
        'requestId: event.requestContext?.requestId, key: presentedKey(event.multiValueHeaders) }',
      ),
    ],
    'test/e2e/marked-secrets.test.ts',
  ),
  mutation(
    'the access log has raw paths',
    [
      edit(
        'infra/gateway/access-log.ts',
        "resource: '$context.resourcePath'",
        "resource: '$context.path'",
      ),
    ],
    'test/infra/logging.test.ts',
  ),
  mutation(
    "a provider's error is passed on as it is",
    [
      edit(
        'shared/providers/provider-answer.ts',
        'redactJson(await collect(body, MAX_ERROR_BYTES), token)',
        "redactJson(await collect(body, MAX_ERROR_BYTES), { reveal: () => 'another' } as never)",
      ),
    ],
    'test/functions/proxy/hostile-upstream.test.ts',
  ),
  mutation(
    'the checksum is not checked',
    [
      edit(
        'shared/keys/secret/grammar.ts',
        'return text.slice(CHECKED_LENGTH) === checksumOf(body) ? new KeySecret(text) : null;',
        'return body === checksumOf(body) ? null : new KeySecret(text);',
      ),
    ],
    'test/shared/keys/secret/grammar.test.ts',
  ),
  ...rateLimitMutations,
  ...usageMutations,
  ...versionMutations,
  ...leakMutations,
  ...lifeMutations,
  ...objectMutations,
  ...policyMutations,
  ...answerMutations,
];
