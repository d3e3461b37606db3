// From a model's name to the provider that serves it: the project's prefixes first, then the built-in ones, then its own.
import type { Project } from '../projects/project.ts';
import type { ProviderName } from '../projects/settings.ts';
import { ownerOf } from './known/known.ts';

type ModelRoute = {
  /** Null: nobody serves it. */
  readonly provider: ProviderName | null;
  /** What the provider is asked for. */
  readonly model: string;
};

/** `openai/gpt-4o`: a provider, as it is named where its token is stored, and the model. */
const ADDRESSED = /^([a-z][a-z0-9-]{0,31})\/(.+)$/;

/** The longest of the project's prefixes wins. Names are compared as they are written. */
export function routeOf(
  model: string,
  { modelProviders }: Pick<Project, 'modelProviders'>,
): ModelRoute {
  let best: readonly [string, ProviderName] | null = null;
  for (const entry of Object.entries(modelProviders)) {
    if (model.startsWith(entry[0]) && entry[0].length >= (best?.[0].length ?? 0)) best = entry;
  }
  const provider = best?.[1] ?? ownerOf(model);
  if (provider !== null) return { provider, model };
  const [, addressed = null, rest = model] = ADDRESSED.exec(model) ?? [];
  return { provider: addressed, model: rest };
}

/** Null: nobody serves it. */
export const providerOf = (
  model: string,
  project: Pick<Project, 'modelProviders'>,
): ProviderName | null => routeOf(model, project).provider;
