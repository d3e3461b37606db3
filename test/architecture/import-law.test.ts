// The import law: who may import what, checked on every source file, and shown to catch a planted violation.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { violationOf } from './law.ts';
import { importsOf, resolveImport, sourceFiles } from './source-files.ts';

const edges = sourceFiles().flatMap((file) =>
  importsOf(readFileSync(file, 'utf8')).map((specifier) => ({
    file,
    target: resolveImport(file, specifier),
  })),
);

describe('the import law', () => {
  it('is checked against the whole tree, not against nothing', () => {
    expect(sourceFiles().length).toBeGreaterThan(60);
    expect(edges.length).toBeGreaterThan(200);
  });

  it('holds for every import', () => {
    const broken = edges.flatMap(({ file, target }) => {
      const reason = violationOf(file, target);
      return reason === null ? [] : [`${file} → ${target}: ${reason}`];
    });
    expect(broken).toEqual([]);
  });

  it.each([
    ['shared/keys/secret/mint.ts', '@aws-sdk/client-dynamodb'],
    ['shared/keys/secret/mint.ts', '@middy/core'],
    ['shared/kernel/clock.ts', 'shared/keys/secret/mint.ts'],
    ['shared/keys/secret/mint.ts', 'shared/providers/transport/base-url.ts'],
    ['shared/errors/catalog.ts', 'shared/api/operations.ts'],
    ['shared/rules/compile.ts', 'shared/policies/policies.ts'],
    ['shared/providers/transport/transport.ts', 'shared/tokens/create.ts'],
    ['shared/policies/policies.ts', 'shared/api/operations.ts'],
    ['shared/providers/transport/base-url.ts', 'shared/aws/keys/lookup.ts'],
    ['infra/app.ts', 'shared/keys/secret/mint.ts'],
    ['infra/app.ts', 'functions/proxy/handler.ts'],
    ['functions/proxy/handler.ts', 'functions/admin/handler.ts'],
    ['functions/authorizer/handler.ts', 'shared/projects/project.ts'],
    ['functions/authorizer/handler.ts', 'shared/aws/projects/store.ts'],
    ['functions/admin/handler.ts', 'aws-cdk-lib'],
    ['functions/admin/handler.ts', 'local/main.ts'],
    ['shared/kernel/clock.ts', 'test/support/clock.ts'],
    ['local/main.ts', 'functions/proxy/serve.ts'],
    ['local/main.ts', 'shared/aws/keys/store.ts'],
    ['docs/generate.ts', 'functions/admin/handler.ts'],
    ['docs/generate.ts', 'shared/aws/keys/store.ts'],
    ['docs/generate.ts', 'test/support/clock.ts'],
    ['client/admin-client.ts', 'shared/aws/keys/store.ts'],
    ['client/admin-client.ts', '@aws-sdk/client-dynamodb'],
    ['functions/admin/handler.ts', 'client/admin-client.ts'],
    ['somewhere/new.ts', 'shared/kernel/clock.ts'],
  ])('refuses %s → %s', (file, target) => {
    expect(violationOf(file, target)).not.toBeNull();
  });

  it('keeps what the authorizer loads small', () => {
    const reached = new Set(['functions/authorizer/handler.ts']);
    for (const file of reached)
      for (const edge of edges)
        if (edge.file === file && edge.target.endsWith('.ts')) reached.add(edge.target);
    expect(reached.size).toBeGreaterThan(10);
    expect([...reached].toSorted().slice(25)).toEqual([]);
  });

  it('has no circle', () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of edges)
      if (target.endsWith('.ts')) graph.set(file, [...(graph.get(file) ?? []), target]);
    expect(findCircle(graph)).toBeNull();
    expect(
      findCircle(
        new Map([
          ['a', ['b']],
          ['b', ['a']],
        ]),
      ),
    ).not.toBeNull();
  });
});

function findCircle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const walk = (node: string, path: string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node]);
      if (circle !== null) return circle;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const circle = walk(node, []);
    if (circle !== null) return circle;
  }
  return null;
}
