// A leaks function that trusts a GitHub of the test's own, and reports to it.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { AdminSystem } from './admin-system.ts';
import { startTestGithub, type TestGithub } from './github.ts';
import { type LeaksSystem, leaksOn } from './leaks-system.ts';
import { newKey, newProject } from './use-admin.ts';

export const TYPE = 'collie_api_key';
export const URL_FOUND = 'https://github.com/octocat/Hello-World/blob/12345600b9/foo/bar.txt';

export const matchOf = (token: unknown, more: object = {}) => ({
  token,
  type: TYPE,
  url: URL_FOUND,
  source: 'content',
  ...more,
});

/** Call it at the top of a file; its members are there once the tests run, and begin anew before each of them. */
export function useGithubReports(admin: AdminSystem) {
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
  return {
    get github() {
      return github;
    },
    get leaks() {
      return leaks;
    },
    send: (matches: unknown, spelled?: string) =>
      leaks.call('/v1/leaks/github', github.report(matches, spelled)),
    liveKey: async () => (await newKey(admin, await newProject(admin))).answer.body,
  };
}
