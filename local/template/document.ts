// The synthesized template as it lies on disk, with the folder of each asset.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalFailure } from '../failure.ts';

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
};

export type TemplateDocument = {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** A change made to the template before it is served: tests plant mutants with it. */
export type TemplateTransform = (template: TemplateDocument) => TemplateDocument;

export type Assembly = {
  readonly stackName: string;
  readonly template: TemplateDocument;
  /** The asset's folder, by its key in the assets bucket. */
  readonly assetFolder: (objectKey: string) => string | undefined;
};

type Manifest = {
  readonly artifacts: Readonly<
    Record<string, { type: string; properties?: Record<string, unknown> }>
  >;
};
type AssetManifest = {
  readonly files?: Readonly<
    Record<
      string,
      { source: { path: string }; destinations: Record<string, { objectKey: string }> }
    >
  >;
};

/** Reads CDK's output folder. Throws LocalFailure unless it holds exactly one stack. */
export async function readAssembly(folder: string): Promise<Assembly> {
  const manifest = (await readJson(join(folder, 'manifest.json'))) as Manifest;
  const artifacts = Object.entries(manifest.artifacts);
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1)
    throw new LocalFailure(
      `The app has ${stacks.length} stacks; the local run serves exactly one.`,
    );
  const [stackName, { properties = {} }] = stack;
  const template = await readJson(join(folder, String(properties['templateFile'])));
  const manifests = artifacts.filter(([, { type }]) => type === 'cdk:asset-manifest');
  const folders = new Map<string, string>();
  for (const [, artifact] of manifests) {
    const assets = await readJson(join(folder, String(artifact.properties?.['file'])));
    for (const { source, destinations } of Object.values((assets as AssetManifest).files ?? {}))
      for (const { objectKey } of Object.values(destinations))
        folders.set(objectKey, join(folder, source.path));
  }
  return {
    stackName,
    template: template as TemplateDocument,
    assetFolder: (key) => folders.get(key),
  };
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
