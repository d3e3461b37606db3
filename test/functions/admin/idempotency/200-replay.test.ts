// Idempotency-Key: a creation that is repeated creates nothing, and never shows the key again.
import { describe, expect, it } from 'vitest';
import { newPolicy, ruleBody } from '../../../support/admin-policies.ts';
import { eventsOf } from '../../../support/audit.ts';
import { writesTo } from '../../../support/store-writes.ts';
import {
  errorOf,
  newKey,
  newProject,
  TOKEN_VALUE,
  useAdminSystem,
} from '../../../support/use-admin.ts';
import { verdictOn } from '../../../support/verify-key.ts';

const admin = useAdminSystem();
let counter = 0;
const freshKey = (): string => `once-${counter++}`;

type Creation = { readonly path: string; readonly body: Record<string, unknown> };
const creations: [string, () => Promise<Creation>][] = [
  ['a project', async () => ({ path: '/api/v1/projects', body: { name: 'P' } })],
  [
    'a key',
    async () => ({ path: `${(await newProject(admin)).path}/api-keys`, body: { name: 'K' } }),
  ],
  [
    'a rotation',
    async () => ({
      path: `${(await newKey(admin, await newProject(admin))).path}/rotate`,
      body: { overlap_seconds: 60 },
    }),
  ],
  [
    'a token of the account',
    async () => ({
      path: '/api/v1/tokens',
      body: { name: 'T', provider: 'openai', api_key: TOKEN_VALUE },
    }),
  ],
  [
    'a token of a project',
    async () => ({
      path: `${(await newProject(admin)).path}/tokens`,
      body: { name: 'T', provider: 'openai', api_key: TOKEN_VALUE },
    }),
  ],
  ['a policy', async () => ({ path: '/api/v1/policies', body: { name: 'P', preset: 'starter' } })],
  ['a rule', async () => ({ path: `${(await newPolicy(admin)).path}/rules`, body: ruleBody() })],
  [
    'a dictionary',
    async () => ({ path: '/api/v1/dictionaries', body: { name: 'D', terms: ['term'] } }),
  ],
];

const counts = async () => {
  const { dynamo, secrets } = admin;
  const rows = await Promise.all(
    [dynamo.keysTable, dynamo.projectsTable, dynamo.auditTable].map((table) => dynamo.rows(table)),
  );
  return [...rows.map(({ length }) => length), secrets.secrets.size];
};

describe.each(creations)('%s', (_what, prepare) => {
  const send = ({ path, body }: Creation, idempotencyKey: string, more: object = {}) =>
    admin.call('POST', path, { body, headers: { 'Idempotency-Key': idempotencyKey }, ...more });

  it('repeated is 200 with the record, without the key, and changes nothing', async () => {
    const creation = await prepare();
    const name = freshKey();
    const first = await send(creation, name);
    expect(first.status).toBe(201);
    const before = await counts();
    for (let i = 0; i < 2; i++) {
      const again = await send(creation, name);
      expect(again.status).toBe(200);
      const { key: _full, ...record } = first.body;
      const { api_key } = record;
      if (typeof api_key === 'object') delete api_key.key;
      expect(again.body).toEqual({ ...record, idempotent_replay: true });
      expect(again.text).not.toMatch(/clai_[0-9A-Za-z]{39}/);
    }
    expect(await counts()).toEqual(before);
  });

  it('at the same time many times creates one', async () => {
    const creation = await prepare();
    const name = freshKey();
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(creation, name)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('with another body is 409 idempotency_key_reused, and creates nothing', async () => {
    const creation = await prepare();
    const name = freshKey();
    await send(creation, name);
    const other = { ...creation, body: { ...creation.body, ...otherBody(creation) } };
    const [keys, projects, , secrets] = await counts();
    const reused = { status: 409, code: 'idempotency_key_reused' };
    expect(errorOf(await send(other, name))).toMatchObject(reused);
    expect(await counts()).toMatchObject([keys, projects, expect.any(Number), secrets]);
  });

  it('is not repeated for another caller, but for another session of the same role', async () => {
    const creation = await prepare();
    const role = 'arn:aws:sts::123456789012:assumed-role/Ops';
    const name = freshKey();
    expect((await send(creation, name, { userArn: `${role}/alice` })).status).toBe(201);
    expect((await send(creation, name, { userArn: `${role}/bob` })).status).toBe(200);
    const stranger = await send(creation, name, { userArn: `${role}2/alice` });
    expect(stranger.body.idempotent_replay).toBeUndefined();
  });

  it('is forgotten after a day, although its row is still there', async () => {
    const creation = await prepare();
    const name = freshKey();
    const first = await send(creation, name);
    admin.time.nowMs += 86_399_000;
    expect((await send(creation, name)).status).toBe(200);
    admin.time.nowMs += 1_000;
    const later = await send(creation, name);
    expect(later.body.id).not.toBe(first.body.id);
  });
});

/** A change of the body that is valid in itself. */
const otherBody = ({ path }: Creation): object =>
  path.endsWith('/rotate') ? { overlap_seconds: 61 } : { name: 'Other' };

describe('a creation', () => {
  it('of a key whose answer got lost for good is told when it is repeated', async () => {
    const { path } = await newProject(admin);
    const name = freshKey();
    const send = () =>
      admin.call('POST', `${path}/api-keys`, {
        body: { name: 'K' },
        headers: { 'Idempotency-Key': name },
      });
    const first = await send();
    const again = await send();
    expect(again.body).toMatchObject({ id: first.body.id, idempotent_replay: true });
    expect(await eventsOf(admin, path)).toHaveLength(2);
  });

  it('that failed and was taken back can be repeated with the same Idempotency-Key', async () => {
    const { path } = await newProject(admin);
    const headers = { 'Idempotency-Key': freshKey() };
    const isWrite = writesTo(admin.dynamo.claimsTable);
    let left = 3 + 3;
    let begun = false;
    // The three attempts of the write, and of the look at what became of it.
    admin.dynamo.fault = (call) => {
      begun ||= isWrite(call);
      return begun && left-- > 0 ? 'cut-after' : 'none';
    };
    const failed = await admin.call('POST', `${path}/api-keys`, { body: { name: 'K' }, headers });
    expect(errorOf(failed)).toMatchObject({ status: 503 });
    admin.dynamo.fault = () => 'none';
    const again = await admin.call('POST', `${path}/api-keys`, { body: { name: 'K' }, headers });
    expect(again.status).toBe(201);
    expect(await verdictOn(admin, again.body.key)).toBe('active');
  });

  it('that was refused can be corrected with the same Idempotency-Key', async () => {
    const { path } = await newProject(admin);
    const headers = { 'Idempotency-Key': freshKey() };
    const wrong = await admin.call('POST', `${path}/api-keys`, { body: { name: '' }, headers });
    expect(wrong.status).toBe(422);
    const right = await admin.call('POST', `${path}/api-keys`, { body: { name: 'K' }, headers });
    expect(right.status).toBe(201);
  });

  it('is the same however its JSON is spelled, and keeps no trace of what was sent', async () => {
    const headers = { 'Idempotency-Key': freshKey() };
    const body = { name: 'T', provider: 'openai', api_key: TOKEN_VALUE };
    const first = await admin.call('POST', '/api/v1/tokens', { body, headers });
    const text = `{ "api_key": "${TOKEN_VALUE}", "provider":"openai",\n"name":"\\u0054" }`;
    const again = await admin.call('POST', '/api/v1/tokens', { text, headers });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    const claims = JSON.stringify(await admin.dynamo.rows(admin.dynamo.claimsTable));
    expect(claims).not.toContain(TOKEN_VALUE);
    expect(claims).not.toContain(headers['Idempotency-Key']);
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'x'.repeat(256)],
    ['with a space', 'a b'],
    ['with a letter outside ASCII', 'schlüssel'],
  ])('with an Idempotency-Key %s is 400', async (_what, value) => {
    const headers = { 'Idempotency-Key': value };
    const answer = await admin.call('POST', '/api/v1/projects', { body: { name: 'x' }, headers });
    expect(errorOf(answer)).toEqual({
      status: 400,
      code: 'invalid_request',
      param: 'Idempotency-Key',
    });
  });
});
