// The scheduled roll-up: usage that could not be folded shows among the function's errors, and nothing else does.
import type { Context } from 'aws-lambda';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { RollUpResult } from '../../../shared/usage/roll-up.ts';

const result = vi.hoisted(() => ({ folded: 3, abandoned: 1, failedProjects: 0 }));
vi.mock('../../../shared/usage/roll-up.ts', () => ({
  rollUp: async (): Promise<RollUpResult> => result,
}));

let run: () => Promise<void>;
const lines: unknown[] = [];

beforeAll(async () => {
  vi.stubEnv('USAGE_TABLE', 'Usage');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.spyOn(console, 'info').mockImplementation((...entry) => void lines.push(entry));
  const { handler } = await import('../../../functions/usage-rollup/handler.ts');
  run = () => handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
});
afterEach(() => {
  lines.length = 0;
});

it('ends well when every project was folded', async () => {
  result.failedProjects = 0;
  await expect(run()).resolves.toBeUndefined();
});

it.each([
  1, 7,
])('fails when %i projects could not be folded, and still tells what was', async (failed) => {
  result.failedProjects = failed;
  await expect(run()).rejects.toThrow('could not be folded');
  expect(JSON.stringify(lines)).toContain('usage_rolled_up');
});
