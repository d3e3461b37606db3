// The mock provider that all tests of a file have in common.
import { afterAll, beforeEach } from 'vitest';
import { type MockProvider, startMockProvider } from './mock-provider.ts';

/** To be awaited at the top of the file: every test finds it as if it were new, and it ends with the last one. */
export async function mockForFile(): Promise<MockProvider> {
  const mock = await startMockProvider();
  beforeEach(() => mock.reset());
  afterAll(() => mock.close());
  return mock;
}
