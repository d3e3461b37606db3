// Bundles a source as the stack does, so that what is measured is what is deployed.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleAliases } from '../infra/functions/bundle-aliases.ts';

const ROOT = join(import.meta.dirname, '..');

export type Bundle = { readonly file: string; readonly bytes: number };

/** `entry` is relative to the project. */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const file = join(folder, `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`);
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: bundleAliases,
    logLevel: 'warning',
  });
  return { file, bytes: statSync(file).size };
}
