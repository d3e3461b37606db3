// Synthesizes the real app in this process, without bundles, and gives its template for reading.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build-app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template's properties have every shape.
export type Properties = Record<string, any>;

export type Resource = {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
  readonly dependsOn: readonly string[];
};

export type Template = {
  readonly text: string;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, Properties>>;
  readonly ofType: (type: string) => readonly Resource[];
  readonly byId: (id: string) => Resource;
};

/** CDK's own validation costs two seconds and has a test of its own, so it is off here. */
export function synthesize(context: Readonly<Record<string, unknown>> = {}): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'collie-synth-'));
  process.env['CDK_VALIDATION'] = 'false';
  try {
    const app = buildApp({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...context } });
    const [stack] = app.synth().stacks;
    if (stack === undefined) throw new Error('the app has no stack');
    return readTemplate(readFileSync(stack.templateFullPath, 'utf8'));
  } finally {
    delete process.env['CDK_VALIDATION'];
    rmSync(outdir, { recursive: true });
  }
}

function readTemplate(text: string): Template {
  const json = JSON.parse(text) as Properties;
  const resources = Object.entries(json['Resources'] as Record<string, Properties>).map(
    ([id, value]) => ({
      id,
      type: value['Type'],
      properties: value['Properties'] ?? {},
      deletionPolicy: value['DeletionPolicy'],
      dependsOn: [value['DependsOn'] ?? []].flat(),
    }),
  );
  return {
    text,
    resources,
    outputs: json['Outputs'],
    ofType: (type) => resources.filter((resource) => resource.type === type),
    byId: (id) => {
      const found = resources.find((resource) => resource.id === id);
      if (found === undefined) throw new Error(`no resource ${id}`);
      return found;
    },
  };
}

/** An intrinsic function as a person would write it, without the hashes of generated names. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as object)[0] ?? ['', ''];
  if (name === 'Ref') return `{${shortId(argument)}}`;
  if (name === 'Fn::GetAtt') return `{${shortId(argument[0])}.${argument[1]}}`;
  if (name === 'Fn::Join') return argument[1].map(plain).join(argument[0]);
  throw new Error(`the template uses ${name}`);
}

export const shortId = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');
