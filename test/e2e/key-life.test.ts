// A key's life in the whole system: rotated, reported, ended, reported on; with real clients, roles and bundles.
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGithub } from '../support/github.ts';
import { type Door, useSystem } from './system.ts';

const github = await startTestGithub();
const system = useSystem({ variables: { GITHUB_API_ORIGIN: github.mock.origin } });
afterAll(() => github.close());

let door: Door;
beforeAll(async () => {
  door = await system.newProject();
});

const pathOf = ({ projectId, keyId }: Door): string => `/projects/${projectId}/api-keys/${keyId}`;
const chatWith = (apiKey: string) =>
  new OpenAI({ apiKey, baseURL: `${system.local.dataUrl}/v1`, maxRetries: 0 }).chat.completions
    .create({ model: 'gpt-mock', messages: [{ role: 'user', content: 'Ahoy' }] })
    .then(
      () => 'passes',
      (error: InstanceType<typeof OpenAI.APIError>) => error.code,
    );

const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${system.local.dataUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

describe('a rotation', () => {
  it('leaves both keys working until its overlap ends, and the new one alone afterwards', async () => {
    const old = await system.newKey(door.projectId);
    const fresh = await system.admin('POST', `${pathOf(old)}/rotate`, { overlap_seconds: 2 });
    expect(fresh.status).toBe(201);
    const key = String(fresh.body['key']);
    expect([await chatWith(old.key), await chatWith(key)]).toEqual(['passes', 'passes']);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect([await chatWith(old.key), await chatWith(key)]).toEqual(['expired_api_key', 'passes']);
  });

  it('without an overlap ends the old key with the answer', async () => {
    const old = await system.newKey(door.projectId);
    await system.admin('POST', `${pathOf(old)}/rotate`, { overlap_seconds: 0 });
    expect(await chatWith(old.key)).toBe('expired_api_key');
  });
});

describe('a leaked key', () => {
  it('is ended by whoever holds it, without any other credential', async () => {
    const own = await system.newKey(door.projectId);
    const answer = await post('/v1/leaks', JSON.stringify({ token: own.key }));
    expect([answer.status, answer.body]).toEqual([202, { status: 'accepted' }]);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await chatWith(own.key)).toBe('deactivated_api_key');
  });

  it('is ended by a report that GitHub has signed, and by no other', async () => {
    const own = await system.newKey(door.projectId);
    const url = 'https://github.com/octocat/Hello-World/blob/1/x';
    const { text, headers } = github.report([{ token: own.key, type: 'collie', url }]);
    expect((await post('/v1/leaks/github', `${text} `, headers)).status).toBe(403);
    expect(await chatWith(own.key)).toBe('passes');
    const answer = await post('/v1/leaks/github', text, headers);
    expect([answer.status, answer.body]).toEqual([
      200,
      [expect.objectContaining({ token_type: 'collie', label: 'true_positive' })],
    ]);
    expect(await chatWith(own.key)).toBe('deactivated_api_key');
    const { body } = await system.admin('GET', `/projects/${own.projectId}/audit?limit=1`);
    expect(body['events']).toMatchObject([
      { actor: { id: 'leak-report:github' }, after: { reason: 'leaked', source_url: url } },
    ]);
  });

  it('is reported by POST only: another method is 405', async () => {
    const response = await fetch(`${system.local.dataUrl}/v1/leaks`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('the audit', () => {
  it('holds all of it, whole', async () => {
    const { body } = await system.admin('GET', `/projects/${door.projectId}/audit/verify`);
    expect(body).toMatchObject({ ok: true, unsealed_events: 0, first_broken: null });
  });
});

describe('the daily report', () => {
  it('names what expires within a week, in the log and as a metric', async () => {
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    const soon = await system.newKey(door.projectId, { expires_at });
    await system.local.runSchedules();
    const lines = (await system.local.readLogs()).split('\n');
    expect(
      lines.some((line) => line.includes('key_expires_soon') && line.includes(soon.keyId)),
    ).toBe(true);
    const metrics = lines.filter((line) => line.startsWith('{"_aws"'));
    expect(metrics.map((line) => Object.keys(JSON.parse(line)))).toContainEqual([
      '_aws',
      'KeysExpiringSoon',
      'RotatedKeysExpiringSoon',
    ]);
  });
});
