// Rules of the house that a linter does not know: size, first sentence, environment, wording.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles().map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const product = files.filter(({ path }) => /^(functions|shared|infra|client|local)\//.test(path));

const offenders = (list: typeof files, isBad: (text: string, path: string) => boolean): string[] =>
  list.filter(({ text, path }) => isBad(text, path)).map(({ path }) => path);

describe('every source file', () => {
  it('is looked at', () => {
    expect(product.length).toBeGreaterThan(40);
  });

  it('begins with a sentence that says what it is for', () => {
    expect(offenders(files, (text) => !/^(#!.*\n)?\/\/ .+[.:]\n/.test(text))).toEqual([]);
  });

  it('has at most 250 lines', () => {
    expect(offenders(files, (text) => text.split('\n').length > 251)).toEqual([]);
  });

  it('gives a reason for each exception to a rule', () => {
    const bare = /(@ts-ignore|@ts-nocheck)|@ts-expect-error\s*$|biome-ignore [\w/]+:?\s*$/m;
    const self = 'test/architecture/house-rules.test.ts';
    expect(offenders(files, (text, path) => path !== self && bare.test(text))).toEqual([]);
  });
});

describe('the product', () => {
  it('reads the environment in composition roots only', () => {
    const reads = offenders(
      product,
      (text, path) => /process\.env/.test(text) && !/^(local|infra)\//.test(path),
    );
    expect(reads.filter((path) => !/^functions\/[^/]+\/handler\.ts$/.test(path))).toEqual([]);
  });

  it('makes clients of AWS in composition roots and in adapters only', () => {
    const callers = offenders(product, (text) => /^import (?!type\b)[^;]*'@aws-sdk\//m.test(text));
    expect(callers.length).toBeGreaterThan(10);
    expect(
      callers.filter(
        (path) => !/^(functions\/[^/]+\/handler\.ts$|shared\/aws\/|local\/stores\/)/.test(path),
      ),
    ).toEqual([]);
  });

  it('composes each function in at most 50 lines', () => {
    const handlers = product.filter(({ path }) => /^functions\/[^/]+\/handler\.ts$/.test(path));
    expect(handlers.length).toBeGreaterThanOrEqual(3);
    expect(offenders(handlers, (text) => text.split('\n').length > 51)).toEqual([]);
  });

  it('calls no two things by one name', () => {
    const places = new Map<string, string[]>();
    for (const { path, text } of product.filter(({ path }) => !/^(infra|local)\//.test(path)))
      for (const [, name = ''] of text.matchAll(/^export (?:type|class) (\w+)/gm))
        places.set(name, [...(places.get(name) ?? []), path]);
    expect(places.size).toBeGreaterThan(100);
    expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });

  it('never writes an event, a request or headers to a log', () => {
    expect(
      offenders(product, (text) => /JSON\.stringify\((event|request|headers)\)/.test(text)),
    ).toEqual([]);
  });
});

describe('the rooms', () => {
  const countOf = (values: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };

  it('of shared have at most 20 files side by side', () => {
    const folders = countOf(
      product.filter(({ path }) => path.startsWith('shared/')).map(({ path }) => dirname(path)),
    );
    expect(folders.size).toBeGreaterThan(20);
    expect([...folders].filter(([, count]) => count > 20)).toEqual([]);
  });

  it('are none of them larger than a fifth of the product', () => {
    const rooms = new Map<string, number>();
    let all = 0;
    for (const { path, text } of product) {
      const [top = '', noun = ''] = path.split('/');
      const room = top === 'shared' ? `shared/${noun}` : top;
      const lines = text.split('\n').length;
      rooms.set(room, (rooms.get(room) ?? 0) + lines);
      all += lines;
    }
    expect([...rooms].filter(([, lines]) => lines > all / 5)).toEqual([]);
  });
});
