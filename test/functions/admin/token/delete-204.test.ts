// DELETE …/tokens/{id}: out of use with the next request, restorable in the vault for 7 days.
import { describe, expect, it } from 'vitest';
import { errorOf, newProject, newToken, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a deletion', () => {
  it('answers 204, removes the record first and then schedules the secret', async () => {
    const { path } = await newProject(admin);
    const token = await newToken(admin, path);
    admin.secretsEndpoint.calls.length = 0;
    let recordIsGone = false;
    admin.secretsEndpoint.answer = (call) => {
      recordIsGone = admin.dynamo.calls.at(-1)?.operation === 'TransactWriteItems';
      return admin.secrets.answer(call);
    };
    const answer = await admin.call('DELETE', token.path);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(recordIsGone).toBe(true);
    expect(admin.secretsEndpoint.calls.map(({ input }) => input)).toEqual([
      { SecretId: expect.stringContaining(token.id), RecoveryWindowInDays: 7 },
    ]);
    expect((await admin.call('GET', `${path}/tokens`)).body).toEqual({
      tokens: [],
      total: 0,
      next_cursor: null,
    });
  });

  it('again is 404: there is no record any more', async () => {
    const token = await newToken(admin, '/api/v1');
    await admin.call('DELETE', token.path);
    expect(errorOf(await admin.call('DELETE', token.path))).toMatchObject({ status: 404 });
  });

  it('of a default hands over to the newest token of the same provider', async () => {
    const { path } = await newProject(admin);
    const first = await newToken(admin, path);
    const tokens = [];
    for (const provider of ['openai', 'openai', 'anthropic']) {
      admin.time.nowMs += 1_000;
      tokens.push(await newToken(admin, path, { provider }));
    }
    await admin.call('DELETE', first.path);
    const defaults = [];
    for (const token of tokens)
      defaults.push((await admin.call('GET', token.path)).body.is_default);
    expect(defaults).toEqual([false, true, true]);
  });

  it('of another token leaves the default alone', async () => {
    const { path } = await newProject(admin);
    const first = await newToken(admin, path);
    const second = await newToken(admin, path);
    await admin.call('DELETE', second.path);
    expect((await admin.call('GET', first.path)).body.is_default).toBe(true);
  });

  it('is done although the vault is down, and says so in the log', async () => {
    const { path } = await newProject(admin);
    const token = await newToken(admin, path);
    admin.secretsEndpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
    expect((await admin.call('DELETE', token.path)).status).toBe(204);
    expect((await admin.call('GET', token.path)).status).toBe(404);
    expect(admin.logs.join('\n')).toMatch(`"token_secret_without_record","tokenId":"${token.id}"`);
  });

  it('is not done when the row cannot be written: 503, and the secret stays', async () => {
    const { path } = await newProject(admin);
    const token = await newToken(admin, path);
    admin.secretsEndpoint.calls.length = 0;
    admin.dynamo.fault = ({ operation }) => (operation === 'TransactWriteItems' ? 'cut' : 'none');
    expect(errorOf(await admin.call('DELETE', token.path))).toMatchObject({ status: 503 });
    expect(admin.secretsEndpoint.calls).toEqual([]);
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', token.path)).body).toEqual(token.answer.body);
  });
});
