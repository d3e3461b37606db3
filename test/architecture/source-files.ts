// Finds the project's TypeScript files and what each imports.
import { globSync } from 'node:fs';
import { posix } from 'node:path';

const FOLDERS = [
  'infra',
  'functions',
  'shared',
  'client',
  'local',
  'test',
  'bench',
  'docs',
  'dashboard',
];

/** Paths from the project's root, with forward slashes. */
export const sourceFiles = (): string[] =>
  globSync(FOLDERS.map((folder) => `${folder}/**/*.{ts,tsx}`))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** Specifiers of static imports and re-exports (types included) and of dynamic imports of a literal. */
export function importsOf(source: string): string[] {
  const statements =
    /^(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...source.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** A path from the root for relative specifiers, the specifier itself for packages. */
export const resolveImport = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
