// A copy of the working tree in a temporary folder, and mutations of its files.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './mutation.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is made again, or is not a test's business. Hidden files are none either. */
const LEFT_OUT = ['node_modules', 'cdk.out', 'test-results.json'];

export type Tree = { readonly folder: string; readonly remove: () => Promise<void> };

/** Every package is a link of its own, so that caches are written in the copy. */
export async function copyTree(): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
  for (const name of await readdir(ROOT))
    if (!name.startsWith('.') && !LEFT_OUT.includes(name))
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name === '.bin' || !name.startsWith('.'))
      await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The source with the edit made. Throws unless its pattern stands there exactly once. */
export function mutated(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${file} has the mutated text ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/** Makes the edits; resolves with what takes them back. */
export async function mutate(folder: string, edits: readonly Edit[]): Promise<() => Promise<void>> {
  const files = [...new Set(edits.map(({ file }) => file))];
  const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  for (const [i, file] of files.entries()) {
    const own = edits.filter((edit) => edit.file === file);
    await writeFile(join(folder, file), own.reduce(mutated, sources[i] ?? ''));
  }
  return async () => {
    for (const [i, file] of files.entries()) await writeFile(join(folder, file), sources[i] ?? '');
  };
}
