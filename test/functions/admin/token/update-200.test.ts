// PATCH …/tokens/{id}: a replaced value is a new version that the row points at.
import { describe, expect, it } from 'vitest';
import {
  errorOf,
  newProject,
  newToken,
  TOKEN_VALUE,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const NEW_VALUE = 'sk-another-provider-token-0123456789-abcd';

async function record(scope: string, tokenId: string): Promise<Record<string, unknown>> {
  const pk = scope === '/api/v1' ? 'account' : scope.replace('/api/v1/projects/', '');
  const rows = await admin.dynamo.rows(admin.dynamo.projectsTable);
  const row = rows.find((candidate) => candidate['pk'] === pk);
  return (row?.['tokens'] as Record<string, Record<string, unknown>>)[tokenId] ?? {};
}

describe.each(['account', 'project'])('a change of a token of the %s', (kind) => {
  const scopeOf = async () => (kind === 'account' ? '/api/v1' : (await newProject(admin)).path);

  it('replaces the value: the row points at the new version, the mask follows', async () => {
    const scope = await scopeOf();
    const token = await newToken(admin, scope);
    const old = await record(scope, token.id);
    admin.time.nowMs += 60_000;
    const changed = await admin.call('PATCH', token.path, { body: { api_key: NEW_VALUE } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...token.answer.body,
      masked_api_key: '...abcd',
      updated_at: '2026-11-22T12:01:00.000Z',
      revision: 2,
    });
    expect(changed.text).not.toContain(NEW_VALUE);
    const now = await record(scope, token.id);
    expect(now['secretId']).toBe(old['secretId']);
    expect(now['versionId']).not.toBe(old['versionId']);
    const versions = admin.secrets.secrets.get(String(now['secretId']))?.versions;
    expect(versions?.get(String(now['versionId']))).toBe(NEW_VALUE);
    expect(versions?.get(String(old['versionId']))).toBe(TOKEN_VALUE);
  });

  it('renames without a new version', async () => {
    const scope = await scopeOf();
    const token = await newToken(admin, scope);
    const { versionId } = await record(scope, token.id);
    const changed = await admin.call('PATCH', token.path, { body: { name: 'after' } });
    expect(changed.body).toMatchObject({ name: 'after', masked_api_key: '...wxyz' });
    expect(await record(scope, token.id)).toMatchObject({ versionId });
  });

  it('makes it the default, and the former one not', async () => {
    const scope = await scopeOf();
    const first = await newToken(admin, scope);
    const second = await newToken(admin, scope);
    const changed = await admin.call('PATCH', second.path, { body: { set_as_default: true } });
    expect(changed.body.is_default).toBe(true);
    expect((await admin.call('GET', first.path)).body.is_default).toBe(false);
  });

  it('changes the address together with the value', async () => {
    const scope = await scopeOf();
    const token = await newToken(admin, scope);
    const body = { base_url: 'https://llm.example.com/v1', api_key: NEW_VALUE };
    const changed = await admin.call('PATCH', token.path, { body });
    expect(changed.body.base_url).toBe('https://llm.example.com/v1');
    const same = await admin.call('PATCH', token.path, {
      body: { base_url: 'https://llm.example.com/v1/' },
    });
    expect(same.status).toBe(200);
    const back = await admin.call('PATCH', token.path, {
      body: { base_url: null, api_key: NEW_VALUE },
    });
    expect(back.body.base_url).toBeNull();
  });

  it('of nothing writes nothing', async () => {
    const scope = await scopeOf();
    const token = await newToken(admin, scope);
    admin.dynamo.calls.length = 0;
    const answer = await admin.call('PATCH', token.path, { body: {} });
    expect(answer.body).toEqual(token.answer.body);
    expect(admin.dynamo.calls.map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  it('of a token that does not exist is 404, and no version is written', async () => {
    const scope = await scopeOf();
    admin.secretsEndpoint.calls.length = 0;
    for (const id of [`tok_${'0'.repeat(22)}`, 'tok_1', 'constructor']) {
      const answer = await admin.call('PATCH', `${scope}/tokens/${id}`, {
        body: { api_key: NEW_VALUE },
      });
      expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(admin.secretsEndpoint.calls).toEqual([]);
  });

  it('keeps the old value in use when the row cannot be written', async () => {
    const scope = await scopeOf();
    const token = await newToken(admin, scope);
    const old = await record(scope, token.id);
    admin.dynamo.fault = ({ operation }) =>
      operation === 'TransactWriteItems' ? 'conflict' : 'none';
    const answer = await admin.call('PATCH', token.path, { body: { api_key: NEW_VALUE } });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'concurrent_change' });
    expect(await record(scope, token.id)).toEqual(old);
    const versions = admin.secrets.secrets.get(String(old['secretId']))?.versions;
    expect(versions?.get(String(old['versionId']))).toBe(TOKEN_VALUE);
  });
});
