// Test projects: `architecture` reads the source, `unit` runs parts, `infra` synthesizes, `e2e` runs the whole system.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: 'node' as const, ...extra },
});

export default defineConfig({
  test: {
    // Much of a test's time is waiting for processes, so one more than there are cores.
    maxWorkers: availableParallelism() + 1,
    // What is waited for comes at once on a quiet machine; a busy one is no reason to fail.
    expect: { poll: { timeout: 15_000 } },
    reporters: process.env['CI']
      ? ['default', ['json', { outputFile: 'test-results.json' }]]
      : ['default'],
    projects: [
      project('architecture', ['test/architecture/**/*.test.ts']),
      project(
        'unit',
        [
          'test/shared/**/*.test.ts',
          'test/functions/**/*.test.ts',
          'test/client/**/*.test.ts',
          'test/local/**/*.test.ts',
          'test/races/**/*.test.ts',
          'test/life/**/*.test.ts',
          'test/invariants/**/*.test.ts',
          'test/mutants/**/*.test.ts',
        ],
        { testTimeout: 30_000, hookTimeout: 30_000 },
      ),
      project('infra', ['test/infra/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('e2e', ['test/e2e/**/*.test.ts'], {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        globalSetup: ['test/e2e/global-setup.ts'],
      }),
    ],
  },
});
