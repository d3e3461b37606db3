// The typed client: what it sends for a call, and what it makes of the answer.
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type AdminClient, createAdminClient } from '../../client/admin-client.ts';
import { adminRoutes } from '../../shared/api/operations.ts';

const PROJECT = 'proj_1';

type Sent = { readonly url: string; readonly init: RequestInit };

function clientTo(answer: () => Response): { client: AdminClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createAdminClient('https://admin.test/dev', async (url, init) => {
    sent.push({ url, init });
    return answer();
  });
  return { client, sent };
}

describe('a call', () => {
  it('exists for every operation, and for nothing else', () => {
    const { client } = clientTo(() => new Response('{}'));
    expect(Object.keys(client)).toEqual(adminRoutes.map(({ operation }) => operation));
  });

  it('goes where its operation is, with a body in JSON and the headers of its conditions', async () => {
    const { client, sent } = clientTo(() => new Response('{"id":"key_1"}'));
    await client.createKey({ project_id: PROJECT, body: { name: 'CI' }, idempotencyKey: 'once' });
    await client.updateProject({ project_id: PROJECT, body: { is_active: false }, ifMatch: '"7"' });
    expect(sent).toEqual([
      {
        url: 'https://admin.test/dev/api/v1/projects/proj_1/api-keys',
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
          body: '{"name":"CI"}',
        },
      },
      {
        url: 'https://admin.test/dev/api/v1/projects/proj_1',
        init: {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', 'if-match': '"7"' },
          body: '{"is_active":false}',
        },
      },
    ]);
  });

  it('has its query in alphabetical order, encoded, without what was left out', async () => {
    const { client, sent } = clientTo(() => new Response('{}'));
    const cursor = 'a&b=c';
    await client.listProjects({ query: { limit: '5', cursor, is_active: undefined } });
    await client.deactivateKey({
      project_id: PROJECT,
      key_id: 'key/../x',
      query: { reason: 'ä b' },
    });
    expect(sent.map(({ url }) => url.replace('https://admin.test/dev/api/v1', ''))).toEqual([
      '/projects?cursor=a%26b%3Dc&limit=5',
      '/projects/proj_1/api-keys/key%2F..%2Fx?reason=%C3%A4%20b',
    ]);
  });

  it('takes what its operation takes, and gives what that answers', () => {
    expectTypeOf<Parameters<AdminClient['createKey']>[0]>().toExtend<{
      readonly project_id: string;
      readonly body: { name: string };
    }>();
    expectTypeOf<Parameters<AdminClient['getKey']>[0]>().not.toHaveProperty('body');
    expectTypeOf<Awaited<ReturnType<AdminClient['createKey']>>>().toHaveProperty('key');
    expectTypeOf<Awaited<ReturnType<AdminClient['getKey']>>>().not.toHaveProperty('key');
  });
});

describe('an answer', () => {
  it('is the body, and null where there is none', async () => {
    const key = { project_id: PROJECT, key_id: 'key_1' };
    expect(await clientTo(() => new Response('{"id":"key_1"}')).client.getKey(key)).toEqual({
      id: 'key_1',
    });
    const gone = clientTo(() => new Response(null, { status: 204 }));
    expect(await gone.client.deactivateKey(key)).toBeNull();
  });

  it('that refuses is an error with its status, code and field', async () => {
    const error = {
      message: 'name is required.',
      type: 't',
      param: 'name',
      code: 'validation_error',
    };
    const { client } = clientTo(() => Response.json({ error }, { status: 422 }));
    await expect(client.getHealth({})).rejects.toMatchObject({
      name: 'AdminError',
      message: 'The admin API answers 422 to GET /api/v1/health: name is required.',
      status: 422,
      code: 'validation_error',
      param: 'name',
    });
  });

  it.each([
    '<html>502</html>',
    '',
    '{"message":"Forbidden"}',
    'null',
  ])('that is not in the envelope is an error all the same: %s', async (text) => {
    const { client } = clientTo(() => new Response(text, { status: 502 }));
    await expect(client.getHealth({})).rejects.toMatchObject({ status: 502, code: null });
  });
});
