// Who the caller is comes from IAM alone.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../shared/api/operations.ts';
import { errorOf, newProject, storedItems, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a call without an IAM identity', () => {
  it('is refused by every operation, changes nothing and reveals nothing', async () => {
    const { id, answer } = await newProject(admin);
    const before = await storedItems(admin);
    for (const { method, path } of adminRoutes) {
      const url = path
        .replace('{project_id}', id)
        .replace('{key_id}', answer.body.api_key.id)
        .replace('{token_id}', `tok_${'0'.repeat(22)}`);
      const refused = await admin.call(method, url, { userArn: null, body: { name: 'x' } });
      expect(errorOf(refused), `${method} ${path}`).toMatchObject({
        status: 403,
        code: 'invalid_signature',
      });
      expect(refused.text).not.toContain(id);
    }
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('the creator', () => {
  it('is the caller that IAM names, whatever headers claim', async () => {
    const userArn = 'arn:aws:sts::123456789012:assumed-role/Ops/alice';
    const answer = await admin.call('POST', '/api/v1/projects', {
      body: { name: 'x' },
      headers: { 'X-User': 'mallory', 'X-Amz-Caller': 'mallory' },
      userArn,
    });
    expect(answer.body.created_by).toBe(userArn);
  });

  it('cannot be sent', async () => {
    const answer = await admin.call('POST', '/api/v1/projects', {
      body: { name: 'x', created_by: 'mallory' },
    });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'created_by' });
  });
});

describe('every answer', () => {
  it('carries the request id and is kept by no cache', async () => {
    for (const path of ['/api/v1/projects', '/api/v1/nothing', '/api/v1/projects/x']) {
      const { headers } = await admin.call('GET', path);
      expect(headers).toMatchObject({
        'x-request-id': 'req-admin',
        'X-Collie-Api-Version': 'v1',
        'X-Collie-Proxied-At': '1795348800',
        'X-Collie-Duration-Ms': '0',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
  });
});
