// The keys of GitHub's signatures: fetched sparingly, and their source's trouble is 503, never a refusal or a pass.
import { describe, expect, it } from 'vitest';
import { matchOf, useGithubReports } from '../../support/github-reports.ts';
import { hangUp, json, raw } from '../../support/provider-scripts.ts';
import { errorOf, useAdminSystem } from '../../support/use-admin.ts';
import { verdictOn } from '../../support/verify-key.ts';

const admin = useAdminSystem();
const reports = useGithubReports(admin);
const { send, liveKey } = reports;

describe("GitHub's keys", () => {
  const unknownKey = (report = reports.github.report([])) => ({
    ...report,
    headers: { ...report.headers, 'Github-Public-Key-Identifier': 'b'.repeat(64) },
  });

  it('are fetched once an hour', async () => {
    for (let i = 0; i < 3; i++) await send([]);
    expect(reports.github.mock.requests).toHaveLength(1);
    expect(reports.github.mock.requests[0]).toMatchObject({
      method: 'GET',
      url: '/meta/public_keys/secret_scanning',
      headers: { 'user-agent': 'collie-gateway' },
    });
    admin.time.nowMs += 3_600_000;
    await send([]);
    expect(reports.github.mock.requests).toHaveLength(2);
  });

  it('are asked for an invented id at most once a minute', async () => {
    for (let i = 0; i < 5; i++) await reports.leaks.call('/v1/leaks/github', unknownKey());
    expect(reports.github.mock.requests).toHaveLength(1);
    admin.time.nowMs += 60_000;
    await reports.leaks.call('/v1/leaks/github', unknownKey());
    expect(reports.github.mock.requests).toHaveLength(2);
  });

  it.each<[string, () => unknown]>([
    ['is down', () => reports.github.mock.queue.push(hangUp)],
    ['answers an error', () => reports.github.mock.queue.push(json(500, {}))],
    [
      'redirects',
      () => reports.github.mock.queue.push(raw(302, { location: 'http://127.0.0.1:9' }, '')),
    ],
    ['sends no JSON', () => reports.github.mock.queue.push(raw(200, {}, '<html>'))],
    ['sends another form', () => reports.github.mock.queue.push(json(200, { keys: [] }))],
    ['sends 1 MB', () => reports.github.mock.queue.push(raw(200, {}, 'x'.repeat(1024 * 1024)))],
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
