// Synthesizes the stack once for all end-to-end tests, and hands its folder to the workers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { MadeAssembly } from '../../local/local-system.ts';
import { synthesize } from '../../local/synth/synthesize.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    assembly: MadeAssembly;
    /** Stands in the template for the origin of each system's own mock provider. */
    mockOrigin: string;
  }
}

const DEMO_ORIGIN = 'https://demo-provider.invalid';
const MOCK_ORIGIN = 'https://mock-provider.invalid';

/** Resolves with what takes the folder away again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const base = await mkdtemp(join(tmpdir(), 'e2e-test-'));
  const assembly: MadeAssembly = { folder: join(base, 'cdk.out'), providerUrl: DEMO_ORIGIN };
  await synthesize({
    folder: assembly.folder,
    context: { providerOrigins: `${DEMO_ORIGIN},${MOCK_ORIGIN}` },
    progress: () => {},
    signal: new AbortController().signal,
  });
  project.provide('assembly', assembly);
  project.provide('mockOrigin', MOCK_ORIGIN);
  return () => rm(base, { recursive: true, force: true });
}
