// POST /v1/leaks: whoever holds a key can end it, and learns nothing.
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '../../support/audit.ts';
import { storedKey } from '../../support/keys.ts';
import { type LeaksSystem, leaksOn } from '../../support/leaks-system.ts';
import {
  errorOf,
  keyRow,
  newKey,
  newProject,
  storedItems,
  useAdminSystem,
} from '../../support/use-admin.ts';
import { verdictOn } from '../../support/verify-key.ts';

const admin = useAdminSystem();
let leaks: LeaksSystem;
beforeAll(() => {
  leaks = leaksOn(admin, 'http://127.0.0.1:9');
});
const report = (token: unknown, more: object = {}) =>
  leaks.call('/v1/leaks', { body: { token, ...more } });

const ACCEPTED = { status: 202, body: { status: 'accepted' } };

describe('a key that is reported', () => {
  it('is refused from then on, and its audit says why', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    expect(await report(key.answer.body.key)).toMatchObject(ACCEPTED);
    expect(await verdictOn(admin, key.answer.body.key)).toBe('deactivated');
    expect((await admin.call('GET', key.path)).body).toMatchObject({
      status: 'deactivated',
      deactivated_reason: 'leaked',
    });
    expect((await eventsOf(admin, project.path)).at(-1)).toMatchObject({
      action: 'key.deactivated',
      actor: { id: 'leak-report:holder', account_id: null, source_ip: '192.0.2.44' },
      request_id: 'req-leak',
      target: { type: 'key', id: key.id },
      after: { status: 'deactivated', reason: 'leaked', source_url: null },
    });
  });

  it('although it has expired cannot be extended any more', async () => {
    const key = await newKey(admin, await newProject(admin), {
      expires_at: '2026-11-22T12:00:05Z',
    });
    admin.time.nowMs += 60_000;
    expect(await report(key.answer.body.key)).toMatchObject(ACCEPTED);
    const answer = await admin.call('PATCH', key.path, { body: { expires_at: null } });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'key_deactivated' });
  });

  it('again changes nothing, and keeps the first reason', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', key.path, { query: { reason: 'mine' } });
    const before = [await keyRow(admin, key.id), await eventsOf(admin, project.path)];
    expect(await report(key.answer.body.key)).toMatchObject(ACCEPTED);
    expect([await keyRow(admin, key.id), await eventsOf(admin, project.path)]).toEqual(before);
  });

  it('is ended alone: its successor and its siblings go on', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const fresh = await admin.call('POST', `${key.path}/rotate`, { body: {} });
    await report(key.answer.body.key);
    expect(await verdictOn(admin, fresh.body.key)).toBe('active');
    expect(await verdictOn(admin, project.answer.body.api_key.key)).toBe('active');
  });
});

describe('the answer', () => {
  it('is the same, and comes at the same moment, whatever the token is', async () => {
    const project = await newProject(admin);
    const live = await newKey(admin, project);
    const dead = await newKey(admin, project);
    await admin.call('DELETE', dead.path);
    const unknown = storedKey().secret.reveal();
    const before = await storedItems(admin);
    const tokens = [unknown, `${unknown.slice(0, -1)}!`, 'x', live.id, live.answer.body.masked_key];
    const answers = [];
    leaks.waits.length = 0;
    for (const token of tokens) answers.push(await report(token));
    expect(await storedItems(admin)).toEqual(before);
    for (const token of [live.answer.body.key, dead.answer.body.key])
      answers.push(await report(token));
    const shapes = answers.map(({ status, headers, text }) =>
      JSON.stringify([status, headers, text]),
    );
    expect(new Set(shapes).size).toBe(1);
    expect(leaks.waits).toEqual(answers.map(() => 400));
  });

  it('waits for the end of a step, however long the work took', async () => {
    leaks.waits.length = 0;
    const { key } = (await newKey(admin, await newProject(admin))).answer.body;
    admin.dynamo.fault = ({ operation }) => {
      if (operation === 'GetItem') admin.time.nowMs += 530;
      return 'none';
    };
    await report(key);
    const [wait = 0] = leaks.waits;
    expect([wait > 0 && wait <= 400, (530 + wait) % 400]).toEqual([true, 0]);
  });

  it('never repeats the token, and neither does the log', async () => {
    const { key } = (await newKey(admin, await newProject(admin))).answer.body;
    const { text } = await report(key);
    expect(text).not.toContain(key.slice(9, -3));
    expect(admin.logs.join('\n')).toContain('leaked_key_stopped');
    expect(admin.logs.join('\n')).not.toContain(key.slice(9, -3));
  });
});

describe('a report', () => {
  it('is 503 while the key could not be ended, and works when it is repeated', async () => {
    const { key } = (await newKey(admin, await newProject(admin))).answer.body;
    admin.dynamo.fault = ({ operation }) => (operation === 'TransactWriteItems' ? 'cut' : 'none');
    expect(errorOf(await report(key))).toMatchObject({ status: 503, code: 'service_unavailable' });
    admin.dynamo.fault = () => 'none';
    expect(await verdictOn(admin, key)).toBe('active');
    expect(await report(key)).toMatchObject(ACCEPTED);
    expect(await verdictOn(admin, key)).toBe('deactivated');
  });

  it('is 503 while the table or the pepper cannot be read, never accepted for nothing', async () => {
    const { key } = (await newKey(admin, await newProject(admin))).answer.body;
    admin.dynamo.fault = ({ operation }) => (operation === 'GetItem' ? 'throttle' : 'none');
    expect(errorOf(await report(key))).toMatchObject({ status: 503 });
    admin.secretsEndpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
    const cold = leaksOn(admin, 'http://127.0.0.1:9');
    const answer = await cold.call('/v1/leaks', { body: { token: key } });
    expect(errorOf(answer)).toMatchObject({ status: 503 });
  });

  it.each<[string, object, number, string, string | null]>([
    ['without a token', { body: {} }, 422, 'validation_error', 'token'],
    ['with an empty token', { body: { token: '' } }, 422, 'validation_error', 'token'],
    ['with a long token', { body: { token: 'x'.repeat(513) } }, 422, 'validation_error', 'token'],
    ['with a list of tokens', { body: { token: ['x'] } }, 422, 'validation_error', 'token'],
    [
      'with another field',
      { body: { token: 'x', reason: 'y' } },
      422,
      'validation_error',
      'reason',
    ],
    ['that is a list', { body: [] }, 400, 'invalid_request', null],
    ['that is no JSON', { text: '{' }, 400, 'invalid_json', null],
    [
      'of another type',
      { text: '{}', headers: { 'Content-Type': 'text/plain' } },
      415,
      'unsupported_media_type',
      null,
    ],
    ['by GET', { body: {}, method: 'GET' }, 405, 'method_not_allowed', null],
  ])('%s is refused', async (_what, options, status, code, param) => {
    const answer = await leaks.call('/v1/leaks', options);
    expect(errorOf(answer)).toEqual({ status, code, param });
    expect(answer.headers['x-request-id']).toBe('req-leak');
  });
});
