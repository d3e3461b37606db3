// The committed documents say what the code does: they are generated, and must not have drifted.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../../docs/generated-documents.ts';
import { openApiDocument } from '../../docs/openapi/document.ts';
import { dataRoutes, publicRoutes } from '../../shared/api/data-routes.ts';
import { adminRoutes } from '../../shared/api/operations.ts';
import { errorCatalog } from '../../shared/errors/catalog.ts';

type Node = Record<string, unknown>;

const document = openApiDocument() as {
  paths: Record<string, Record<string, Node>>;
  components: Node;
  servers: { description: string }[];
  tags: { name: string; description: string }[];
};

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : references(value),
  );
}

const resolve = (reference: string): unknown =>
  reference
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);

describe('the generated documents', () => {
  it.each(generatedDocuments())('docs/$path is as `npm run docs` writes it', ({ path, text }) => {
    expect(readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('describe every route and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => key !== 'servers')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = [...dataRoutes, ...publicRoutes, ...adminRoutes].map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(described.toSorted()).toEqual(routes.toSorted());
  });

  it('refer to nothing that is not there', () => {
    const all = references(document);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('keep nothing that nobody refers to', () => {
    const { securitySchemes: _, ...components } = document.components;
    const all = new Set(references(document));
    const names = Object.entries(components).flatMap(([kind, entries]) =>
      Object.keys(entries as Node).map((name) => `#/components/${kind}/${name}`),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !all.has(name))).toEqual([]);
  });

  it('say where both planes are, and what each tag is about', () => {
    expect(document.servers.map(({ description }) => description)).toEqual([
      'The data plane',
      'The admin plane',
    ]);
    const used = Object.values(document.paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => operation['tags'] ?? []),
    );
    expect(document.tags.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted());
    expect(document.tags.filter(({ description }) => description.length < 10)).toEqual([]);
  });

  it('name each operation once', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => operation['operationId'] ?? []),
    );
    expect(new Set(ids).size).toBe(dataRoutes.length + publicRoutes.length + adminRoutes.length);
  });

  it('list every error code with its status', () => {
    const page = generatedDocuments().find(({ path }) => path === 'errors.md')?.text ?? '';
    for (const [code, { status }] of Object.entries(errorCatalog))
      expect(page).toMatch(new RegExp(`\\| ${status} \\| .* \\| \`${code}\` \\|`));
  });

  it('never show a stored secret or a digest as a field of an answer', () => {
    const {
      CreateToken: _in,
      UpdateToken: _in2,
      ...answers
    } = document.components['schemas'] as Node;
    expect(JSON.stringify(answers)).not.toMatch(
      /"(digest|secret_?id|version_?id|api_key)":\{"type":"string"/i,
    );
  });
});
