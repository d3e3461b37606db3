// From a model's name to the provider that serves it: the project's prefixes first, then the built-in ones.
import type { Project } from '../projects/project.ts';
import type { ProviderName } from '../projects/settings.ts';
import { ownerOf } from './known/known.ts';

/** Null: nobody serves it. The longest of the project's prefixes wins. Names are compared as they are written. */
export function providerOf(
  model: string,
  { modelProviders }: Pick<Project, 'modelProviders'>,
): ProviderName | null {
  let best: readonly [string, ProviderName] | null = null;
  for (const entry of Object.entries(modelProviders)) {
    if (model.startsWith(entry[0]) && entry[0].length >= (best?.[0].length ?? 0)) best = entry;
  }
  return best?.[1] ?? ownerOf(model);
}
