// The size of the engine in the bundle of a function that applies policies.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { exact, type Row } from './row.ts';

const ENTRY = new URL('./engine.ts', import.meta.url).pathname;

export async function bundleSize(): Promise<Row> {
  const result = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  const bytes = gzipSync(result.outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
  const figure = exact(bytes / 1024);
  return {
    what: 'engine in the bundle, gzipped',
    figure,
    unit: 'KB',
    digits: 1,
    bar: { atMost: 60 },
  };
}
