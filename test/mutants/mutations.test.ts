// Every mutant can still be made: the text that it changes is there, and so are the tests that have to notice.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutations } from './mutations.ts';
import { mutated, ROOT } from './tree.ts';

const source = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the mutants', () => {
  it.each(
    mutations,
  )('$name: changes what is there once, and names tests that exist', (mutation) => {
    for (const edit of mutation.edits)
      expect(mutated(source(edit.file), edit)).not.toBe(source(edit.file));
    expect(mutation.edits.length).toBeGreaterThan(0);
    expect(mutation.killedBy.length).toBeGreaterThan(0);
    for (const file of mutation.killedBy) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });

  it('have names of their own', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });

  it.each([
    'nothing like it',
    'const',
  ])('cannot be made where the text stands not once: %j', (find) => {
    const edit = { file: 'x.ts', find, replace: 'y' };
    expect(() => mutated('const a = 1; const b = 2;', edit)).toThrow(
      /x\.ts has the mutated text [02] times/,
    );
  });
});
