// A scope holds at most 20 provider tokens, also when many arrive at once.
import { describe, expect, it } from 'vitest';
import { errorOf, newProject, newToken, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('the 21st token', () => {
  it('is 409 token_limit_reached before its secret is written', async () => {
    const { path } = await newProject(admin);
    for (let i = 0; i < 20; i++) expect((await newToken(admin, path)).answer.status).toBe(201);
    const secrets = admin.secrets.secrets.size;
    expect(errorOf((await newToken(admin, path)).answer)).toMatchObject({
      status: 409,
      code: 'token_limit_reached',
    });
    expect(admin.secrets.secrets.size).toBe(secrets);
  });

  it('is 409 when another one took the last place in between, and leaves no secret', async () => {
    const { path } = await newProject(admin);
    for (let i = 0; i < 19; i++) await newToken(admin, path);
    let rival: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || rival !== null) return 'none';
      rival = newToken(admin, path);
      return { after: rival };
    };
    const secrets = admin.secrets.secrets.size;
    const { answer } = await newToken(admin, path, { name: 'late' });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'token_limit_reached' });
    expect(admin.secrets.secrets.size).toBe(secrets + 1);
    expect((await admin.call('GET', `${path}/tokens`)).body.total).toBe(20);
  });
});
