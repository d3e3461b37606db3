// The bundles as the stack makes them: small, and without what a Lambda function has no use for.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle } from '../../bench/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'collie-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rules engine, 95 kB, is in the proxy and in the admin function, which manages policies, too. */
const MAX_KB = [
  ['authorizer', 350],
  // With the parser of forms, and the forms that labels have.
  ['proxy', 490],
  // With what its documents say of each operation.
  ['admin', 520],
] as const;

describe.each(MAX_KB)('the bundle of %s', (name, maxKb) => {
  it(`is at most ${maxKb} kB, knows no other credentials than Lambda gives, and loads no fetch`, async () => {
    const { file, bytes } = await bundle(`functions/${name}/handler.ts`, folder);
    const text = readFileSync(file, 'utf8');
    expect(bytes).toBeLessThanOrEqual(maxKb * 1_000);
    expect(text).not.toMatch(/credential_process|AWS_CONTAINER_CREDENTIALS|node:child_process/);
    expect(text).not.toMatch(/(from|import\()\s*"(node:)?http"/);
  });
});
