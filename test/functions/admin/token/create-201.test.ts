// POST …/tokens, when it works: the value goes into the vault and never comes back. Both scopes behave alike.
import { describe, expect, it } from 'vitest';
import {
  errorOf,
  newProject,
  newToken,
  TOKEN_VALUE,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const scopes = {
  account: async () => '/api/v1',
  project: async () => (await newProject(admin)).path,
};

describe.each(['account', 'project'] as const)('a new token of the %s', (kind) => {
  it('answers 201 with exactly the fields of the contract', async () => {
    const scope = await scopes[kind]();
    const { answer, id } = await newToken(admin, scope, {
      name: 'Azure',
      provider: `azure-${kind}`,
      base_url: 'https://llm.example.com/openai/v1/',
    });
    expect(answer.status).toBe(201);
    expect(id).toMatch(/^tok_[0-9A-Za-z]{22}$/);
    expect(answer.body).toEqual({
      id,
      name: 'Azure',
      provider: `azure-${kind}`,
      masked_api_key: '...wxyz',
      is_default: true,
      base_url: 'https://llm.example.com/openai/v1',
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      revision: 1,
    });
  });

  it('keeps the bare value in a secret of its own, and only a pointer in the row', async () => {
    const scope = await scopes[kind]();
    admin.secretsEndpoint.calls.length = 0;
    const { id } = await newToken(admin, scope);
    const creation = admin.secretsEndpoint.calls.find((c) => c.operation === 'CreateSecret');
    const folder = kind === 'account' ? 'default' : scope.replace('/api/v1/', '');
    expect(creation?.input).toMatchObject({
      Name: `collie/test/${folder}/openai/${id}`,
      SecretString: TOKEN_VALUE,
    });
    const rows = await admin.dynamo.rows(admin.dynamo.projectsTable);
    expect(JSON.stringify(rows)).not.toContain(TOKEN_VALUE);
    expect(JSON.stringify(rows)).toContain(`collie/test/${folder}/openai/${id}`);
  });

  it('becomes the default when it is the first of its provider, or told to', async () => {
    const scope = await scopes[kind]();
    const provider = `first-${kind}`;
    const own = { provider, base_url: 'https://llm.example.com' };
    const first = await newToken(admin, scope, own);
    const second = await newToken(admin, scope, own);
    expect([first, second].map(({ answer }) => answer.body.is_default)).toEqual([true, false]);
    const third = await newToken(admin, scope, { ...own, set_as_default: true });
    expect(third.answer.body.is_default).toBe(true);
    expect((await admin.call('GET', first.path)).body.is_default).toBe(false);
    const other = await newToken(admin, scope, { provider: 'anthropic' });
    expect(other.answer.body.is_default).toBe(true);
    expect((await admin.call('GET', third.path)).body.is_default).toBe(true);
  });

  it('may be of a provider called constructor', async () => {
    const scope = await scopes[kind]();
    const { answer } = await newToken(admin, scope, {
      provider: 'constructor',
      base_url: 'https://llm.example.com',
    });
    expect(answer.body).toMatchObject({ provider: 'constructor', is_default: true });
  });
});

describe('a scope', () => {
  it('keeps its tokens to itself', async () => {
    const project = await newProject(admin);
    const other = await newProject(admin);
    const token = await newToken(admin, project.path);
    for (const scope of ['/api/v1', other.path])
      for (const [method, path, body] of [
        ['GET', `${scope}/tokens/${token.id}`],
        ['PATCH', `${scope}/tokens/${token.id}`, { name: 'stolen' }],
        ['POST', `${scope}/tokens/${token.id}/verify`],
        ['DELETE', `${scope}/tokens/${token.id}`],
      ] as const)
        expect(
          errorOf(await admin.call(method, path, body === undefined ? {} : { body })),
          `${method} ${path}`,
        ).toMatchObject({ status: 404, code: 'not_found' });
    expect((await admin.call('GET', token.path)).body).toEqual(token.answer.body);
  });

  it('lists its tokens newest first, in pages', async () => {
    const { path } = await newProject(admin);
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) {
      admin.time.nowMs += 1_000;
      ids.unshift((await newToken(admin, path)).id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '3', ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await admin.call('GET', `${path}/tokens`, { query });
      expect(body.total).toBe(7);
      seen.push(...body.tokens.map((token: { id: string }) => token.id));
      cursor = body.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
  });

  it('takes tokens that are stored at the same time, each with its secret', async () => {
    const { path } = await newProject(admin);
    const tokens = await Promise.all([1, 2, 3].map(() => newToken(admin, path)));
    expect(tokens.map(({ answer }) => answer.status)).toEqual([201, 201, 201]);
    const { body } = await admin.call('GET', `${path}/tokens`);
    expect(body.total).toBe(3);
    expect(body.tokens.filter((t: { is_default: boolean }) => t.is_default)).toHaveLength(1);
  });
});
