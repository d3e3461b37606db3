// The size of the engine in the bundle of a function that applies policies.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { exact, type Row } from './row.ts';

const ENTRY = `
  export { compilePolicy } from './compile.ts';
  export { evaluate, evaluateWithModels, observeStream } from './evaluate.ts';
  export { createJsonStringChannel } from './json/json-string-channel.ts';
  export { createStreamGuard } from './stream-guard.ts';
`;

export async function bundleSize(): Promise<Row> {
  const resolveDir = new URL('../../shared/rules', import.meta.url).pathname;
  const result = await build({
    stdin: { contents: ENTRY, resolveDir, loader: 'ts' },
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
