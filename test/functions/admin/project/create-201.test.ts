// POST /projects, when it works: the project, and its first key in full, once.
import { describe, expect, it } from 'vitest';
import { parseKey } from '../../../../shared/keys/secret/grammar.ts';
import { USER_ARN } from '../../../support/admin-system.ts';
import { writesOf } from '../../../support/store-writes.ts';
import { keyRow, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a new project', () => {
  it('answers 201 with exactly the fields of the contract', async () => {
    const { answer } = await newProject(admin, {
      name: 'Checkout',
      description: 'Pays\nthings',
      allowed_ips: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'],
      allowed_models: ['gpt-4o*', 'claude-sonnet-5-5'],
      model_providers: { 'llama-': 'local-llm', 'gpt-': 'openai' },
      streaming_mode: 'buffered',
      filter_all_messages: true,
      provider_objects: 'any',
      allowed_objects: ['pmpt_greeting', 'file-kb*'],
    });
    expect(answer.status).toBe(201);
    const { api_key, id, ...project } = answer.body;
    expect(id).toMatch(/^proj_[0-9A-Za-z]{22}$/);
    expect(project).toEqual({
      name: 'Checkout',
      description: 'Pays\nthings',
      is_active: true,
      allowed_ips: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'],
      allowed_models: ['gpt-4o*', 'claude-sonnet-5-5'],
      model_providers: { 'llama-': 'local-llm', 'gpt-': 'openai' },
      rate_limit_rpm: null,
      rate_limit_on_store_failure: 'closed',
      policy: null,
      streaming_mode: 'buffered',
      filter_all_messages: true,
      provider_objects: 'any',
      allowed_objects: ['pmpt_greeting', 'file-kb*'],
      created_at: '2026-11-22T12:00:00.000Z',
      created_by: USER_ARN,
      updated_at: '2026-11-22T12:00:00.000Z',
      revision: 1,
    });
    expect(Object.keys(api_key)).toEqual(['id', 'name', 'key', 'masked_key']);
  });

  it('has defaults for what was not sent', async () => {
    const { answer } = await newProject(admin);
    expect(answer.body).toMatchObject({
      description: null,
      allowed_ips: null,
      allowed_models: null,
      model_providers: {},
      streaming_mode: 'auto',
      filter_all_messages: false,
      provider_objects: 'own',
      allowed_objects: null,
      is_active: true,
    });
  });

  it('has a first key of the right form, of which only digest and mask are stored', async () => {
    const { answer, id } = await newProject(admin);
    const { key, masked_key, id: keyId, name } = answer.body.api_key;
    expect(parseKey(key)?.mask).toBe(masked_key);
    const row = await keyRow(admin, keyId);
    expect(row).toMatchObject({ projectId: id, name, mask: masked_key, status: 'active' });
    expect(row['digest']).toHaveLength(32);
    expect(JSON.stringify([...(await admin.dynamo.rows(admin.dynamo.keysTable))])).not.toContain(
      key.slice(9, -3),
    );
  });

  it('shows the key in that one answer and never again', async () => {
    const { answer, path } = await newProject(admin);
    const { key, id: keyId } = answer.body.api_key;
    for (const url of [path, '/api/v1/projects', `${path}/api-keys`, `${path}/api-keys/${keyId}`])
      expect((await admin.call('GET', url)).text).not.toContain(key.slice(9, -3));
    expect(admin.logs.join()).not.toContain(key.slice(9, -3));
  });

  it('writes the project, its key and their event in one transaction', async () => {
    admin.dynamo.calls.length = 0;
    await newProject(admin);
    const { calls, keysTable, projectsTable, auditTable } = admin.dynamo;
    expect(calls.map(({ operation }) => operation)).toEqual(['Query', 'TransactWriteItems']);
    expect(calls.flatMap(writesOf).map(({ kind, input }) => [kind, input['TableName']])).toEqual([
      ['Put', projectsTable],
      ['Put', keysTable],
      ['Put', auditTable],
    ]);
  });
});

describe('a mapping', () => {
  it('may use words that programs stumble over', async () => {
    const model_providers = { constructor: 'constructor', toString: 'valueof', length: 'size' };
    const { answer, path } = await newProject(admin, { model_providers });
    expect(answer.body.model_providers).toEqual(model_providers);
    expect((await admin.call('GET', path)).body.model_providers).toEqual(model_providers);
  });

  it('does not take __proto__ for anything', async () => {
    const text = '{"name":"x","model_providers":{"__proto__":"mine","a-":"b"}}';
    const answer = await admin.call('POST', '/api/v1/projects', { text });
    expect(answer.body.model_providers).toEqual({ 'a-': 'b' });
  });
});

describe('a name', () => {
  it.each([
    ['HTML', '<script>alert(1)</script>'],
    ['a formula', '=HYPERLINK("https://x.test","y")'],
    ['direction marks', 'a\u202eb\u200fc'],
    ['255 emoji', '🐕'.repeat(255)],
    ['quotes and backslashes', '"\\\'`$context.requestId'],
  ])('with %s is kept as text and comes back unchanged', async (_kind, name) => {
    const { answer, path } = await newProject(admin, { name });
    expect(answer.body.name).toBe(name);
    const read = await admin.call('GET', path);
    expect(read.body.name).toBe(name);
    expect(read.headers['content-type']).toBe('application/json');
  });
});
