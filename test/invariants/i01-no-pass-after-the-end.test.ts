// I1: after a deactivation is acknowledged, no later request passes, whichever way the key was ended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGithub, type TestGithub } from '../support/github.ts';
import { leaksOn } from '../support/leaks-system.ts';
import { isLetThrough } from '../support/let-through.ts';
import {
  newKey,
  newProject,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../support/use-admin.ts';

const admin = useAdminSystem();
let github: TestGithub;
beforeAll(async () => {
  github = await startTestGithub();
});
afterAll(() => github.close());

type End = (key: TestKey, project: TestProject) => Promise<{ readonly status: number }>;
const ends: [string, number, End][] = [
  ['deactivated', 204, ({ path }) => admin.call('DELETE', path)],
  [
    'rotated without an overlap',
    201,
    ({ path }) => admin.call('POST', `${path}/rotate`, { body: { overlap_seconds: 0 } }),
  ],
  ['deleted with its project', 204, (_key, { path }) => admin.call('DELETE', path)],
  [
    'switched off with its project',
    200,
    (_key, { path }) => admin.call('PATCH', path, { body: { is_active: false } }),
  ],
  [
    'reported by its holder',
    202,
    ({ answer }) =>
      leaksOn(admin, github.mock.origin).call('/v1/leaks', { body: { token: answer.body.key } }),
  ],
  [
    'reported by GitHub',
    200,
    ({ answer }) => {
      const report = github.report([{ token: answer.body.key, type: 't', url: '' }]);
      return leaksOn(admin, github.mock.origin).call('/v1/leaks/github', report);
    },
  ],
];

describe.each(ends)('a key that was %s', (_how, status, end) => {
  it('is refused by the very next request', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    expect(await isLetThrough(admin, key.answer.body.key)).toBe(true);
    expect((await end(key, project)).status).toBe(status);
    expect(await isLetThrough(admin, key.answer.body.key)).toBe(false);
  });

  it('is refused by every request that begins after the answer, among many at once', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    let isOver = false;
    const late: boolean[] = [];
    const hammer = async (): Promise<void> => {
      for (let after = 0; after < 3; ) {
        const isLate = isOver;
        const passed = await isLetThrough(admin, key.answer.body.key);
        if (!isLate) continue;
        late.push(passed);
        after++;
      }
    };
    const hammers = [hammer(), hammer(), hammer()];
    await end(key, project);
    isOver = true;
    await Promise.all(hammers);
    expect(late).toEqual(Array(9).fill(false));
  });
});

describe('clocks that are ten minutes wrong', () => {
  it.each([-600_000, 600_000])('by %i ms do not keep an ended key alive', async (wrongMs) => {
    const key = await newKey(admin, await newProject(admin));
    admin.time.nowMs += wrongMs;
    await admin.call('DELETE', key.path);
    admin.time.nowMs -= wrongMs;
    expect(await isLetThrough(admin, key.answer.body.key)).toBe(false);
  });
});
