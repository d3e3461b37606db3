// Shows that the tests bite: one mutant after another in a copy of the tree, each of which has to be killed.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { copyTree, mutate } from './tree.ts';

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};

/** Test file → its first failed test; null when all passed. */
type Outcome = ReadonlyMap<string, string | null>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Throws when vitest leaves no report: a run that did not happen kills nothing. */
async function runTests(folder: string, files: readonly string[], bail: boolean): Promise<Outcome> {
  const output = join(folder, 'report.json');
  await rm(output, { force: true });
  const options = ['--reporter=json', `--outputFile=${output}`, ...(bail ? ['--bail=1'] : [])];
  const script = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [script, 'run', ...options, ...files], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(String(chunk)));
  await new Promise((resolve) => child.once('close', resolve));
  const text = await readFile(output, 'utf8').catch(() => null);
  if (text === null) throw new Error(`the tests did not run: ${errors.join('').slice(-2_000)}`);
  const { testResults } = JSON.parse(text) as Report;
  return new Map(files.map((file) => [file, firstFailure(testResults, file)]));
}

function firstFailure(results: Report['testResults'], file: string): string | null {
  const result = results.find(({ name }) => name.endsWith(`/${file}`));
  if (result === undefined) throw new Error(`${file} did not run`);
  const failed = result.assertionResults.find(({ status }) => status === 'failed');
  if (failed !== undefined) return failed.fullName.trim();
  return result.status === 'failed' ? '(the file itself)' : null;
}

/** Each file by itself, because the first failure ends the run. True when every one of them noticed. */
async function kill(folder: string, { name, edits, killedBy }: Mutation): Promise<boolean> {
  const restore = await mutate(folder, edits);
  const survived: string[] = [];
  say(name);
  try {
    for (const file of killedBy) {
      const failure = (await runTests(folder, [file], true)).get(file) ?? null;
      say(failure === null ? `  SURVIVED ${file}` : `  killed by ${file}: ${failure}`);
      if (failure === null) survived.push(file);
    }
  } finally {
    await restore();
  }
  return survived.length === 0;
}

async function main(): Promise<number> {
  const wanted = process.argv[2] ?? '';
  const chosen = mutations.filter(({ name }) => name.includes(wanted));
  if (chosen.length === 0) throw new Error('no mutant has such a name');
  const startedAtMs = Date.now();
  const tree = await copyTree();
  try {
    const files = [...new Set(chosen.flatMap(({ killedBy }) => killedBy))];
    const red = [...(await runTests(tree.folder, files, false))].filter(
      ([, test]) => test !== null,
    );
    if (red.length > 0) throw new Error(`without a mutant, these fail already: ${red.join('; ')}`);
    const survivors: string[] = [];
    for (const mutation of chosen)
      if (!(await kill(tree.folder, mutation))) survivors.push(mutation.name);
    const seconds = Math.round((Date.now() - startedAtMs) / 1000);
    say(`${chosen.length - survivors.length} of ${chosen.length} mutants killed in ${seconds} s`);
    for (const name of survivors) say(`survived: ${name}`);
    return survivors.length === 0 ? 0 : 1;
  } finally {
    await tree.remove();
  }
}

process.exitCode = await main();
