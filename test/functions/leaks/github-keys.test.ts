// The keys of GitHub's signatures: fetched sparingly, and their source's trouble is 503, never a refusal or a pass.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestGithub, type TestGithub } from '../../support/github.ts';
import { type LeaksSystem, leaksOn } from '../../support/leaks-system.ts';
import { hangUp, json, raw } from '../../support/provider-scripts.ts';
import { errorOf, newKey, newProject, useAdminSystem } from '../../support/use-admin.ts';
import { verdictOn } from '../../support/verify-key.ts';

const admin = useAdminSystem();
let github: TestGithub;
let leaks: LeaksSystem;
beforeAll(async () => {
  github = await startTestGithub();
});
beforeEach(() => {
  github.mock.requests.length = 0;
  github.mock.queue.length = 0;
  leaks = leaksOn(admin, github.mock.origin);
});
afterAll(() => github.close());

const TYPE = 'collie_api_key';
const URL_FOUND = 'https://github.com/octocat/Hello-World/blob/12345600b9/foo/bar.txt';
const matchOf = (token: unknown, more: object = {}) => ({
  token,
  type: TYPE,
  url: URL_FOUND,
  source: 'content',
  ...more,
});
const send = (matches: unknown, spelled?: string) =>
  leaks.call('/v1/leaks/github', github.report(matches, spelled));
const liveKey = async () => (await newKey(admin, await newProject(admin))).answer.body;

describe("GitHub's keys", () => {
  const unknownKey = (report = github.report([])) => ({
    ...report,
    headers: { ...report.headers, 'Github-Public-Key-Identifier': 'b'.repeat(64) },
  });

  it('are fetched once an hour', async () => {
    for (let i = 0; i < 3; i++) await send([]);
    expect(github.mock.requests).toHaveLength(1);
    expect(github.mock.requests[0]).toMatchObject({
      method: 'GET',
      url: '/meta/public_keys/secret_scanning',
      headers: { 'user-agent': 'collie-gateway' },
    });
    admin.time.nowMs += 3_600_000;
    await send([]);
    expect(github.mock.requests).toHaveLength(2);
  });

  it('are asked for an invented id at most once a minute', async () => {
    for (let i = 0; i < 5; i++) await leaks.call('/v1/leaks/github', unknownKey());
    expect(github.mock.requests).toHaveLength(1);
    admin.time.nowMs += 60_000;
    await leaks.call('/v1/leaks/github', unknownKey());
    expect(github.mock.requests).toHaveLength(2);
  });

  it.each<[string, () => unknown]>([
    ['is down', () => github.mock.queue.push(hangUp)],
    ['answers an error', () => github.mock.queue.push(json(500, {}))],
    ['redirects', () => github.mock.queue.push(raw(302, { location: 'http://127.0.0.1:9' }, ''))],
    ['sends no JSON', () => github.mock.queue.push(raw(200, {}, '<html>'))],
    ['sends another form', () => github.mock.queue.push(json(200, { keys: [] }))],
    ['sends 1 MB', () => github.mock.queue.push(raw(200, {}, 'x'.repeat(1024 * 1024)))],
  ])('when their source %s make it 503, and the next report recovers', async (_what, plan) => {
    const { key } = await liveKey();
    plan();
    const answer = await send([matchOf(key)]);
    expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(await verdictOn(admin, key)).toBe('active');
    expect((await send([matchOf(key)])).status).toBe(200);
    expect(await verdictOn(admin, key)).toBe('deactivated');
  });
});
