// Rate limits as operators set them: on projects and keys, created, changed, taken away, stored and told.
import { describe, expect, it } from 'vitest';
import { keyRow, newKey, newProject, useAdminSystem } from '../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a project', () => {
  it('has no limit unless one is set, and refuses calls that cannot be counted', async () => {
    const { answer } = await newProject(admin);
    expect(answer.body).toMatchObject({
      rate_limit_rpm: null,
      rate_limit_on_store_failure: 'closed',
    });
  });

  it.each([1, 10_000])('can be created with a limit of %i', async (rate_limit_rpm) => {
    const body = { rate_limit_rpm, rate_limit_on_store_failure: 'open' };
    const { path, answer } = await newProject(admin, body);
    expect(answer).toMatchObject({ status: 201, body });
    expect((await admin.call('GET', path)).body).toMatchObject(body);
  });

  it('can be limited, limited otherwise, and freed again', async () => {
    const { path } = await newProject(admin);
    for (const rate_limit_rpm of [60, 600, null]) {
      const changed = await admin.call('PATCH', path, { body: { rate_limit_rpm } });
      expect(changed).toMatchObject({ status: 200, body: { rate_limit_rpm } });
      expect((await admin.call('GET', path)).body).toMatchObject({ rate_limit_rpm });
    }
  });

  it('can choose what happens while calls cannot be counted', async () => {
    const { path } = await newProject(admin, { rate_limit_rpm: 60 });
    for (const rate_limit_on_store_failure of ['open', 'closed']) {
      await admin.call('PATCH', path, { body: { rate_limit_on_store_failure } });
      expect((await admin.call('GET', path)).body).toMatchObject({
        rate_limit_rpm: 60,
        rate_limit_on_store_failure,
      });
    }
  });

  it('keeps its limit when something else is changed', async () => {
    const limits = { rate_limit_rpm: 60, rate_limit_on_store_failure: 'open' };
    const { path } = await newProject(admin, limits);
    const changed = await admin.call('PATCH', path, { body: { name: 'after' } });
    expect(changed.body).toMatchObject({ name: 'after', ...limits });
  });
});

describe('a key', () => {
  it('can be created with a limit, which the authorizer reads from its row', async () => {
    const restrictions = { allowed_ips: null, models: null, rate_limit_rpm: 60 };
    const key = await newKey(admin, await newProject(admin), { restrictions });
    expect(key.answer).toMatchObject({ status: 201, body: { restrictions } });
    expect((await admin.call('GET', key.path)).body).toMatchObject({ restrictions });
    expect(await keyRow(admin, key.id)).toMatchObject({ restrictions: { rateLimitRpm: 60 } });
  });

  it('loses its limit with restrictions that name none', async () => {
    const restrictions = { rate_limit_rpm: 60 };
    const key = await newKey(admin, await newProject(admin), { restrictions });
    const changed = await admin.call('PATCH', key.path, {
      body: { restrictions: { models: ['gpt-*'] } },
    });
    expect(changed.body.restrictions).toEqual({
      allowed_ips: null,
      models: ['gpt-*'],
      rate_limit_rpm: null,
    });
    expect((await keyRow(admin, key.id))['restrictions']).toEqual({ models: ['gpt-*'] });
  });
});
