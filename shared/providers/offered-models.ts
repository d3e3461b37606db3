// The models that a key can use: what the providers of its project and of the account offer, put together.
import type { Restrictions } from '../contracts/principal.ts';
import { isModelAllowed } from '../projects/admit.ts';
import type { Project, TokenRecord } from '../projects/project.ts';
import { findToken, tokensInUse } from './find-token.ts';
import { providerNamed } from './known/known.ts';
import type { Model } from './list-models.ts';
import type { ModelLists } from './model-lists.ts';
import type { ProviderPorts } from './ports.ts';
import { providerOf } from './route-model.ts';

export type OfferPorts = ProviderPorts & { readonly modelLists: ModelLists };

export type OfferedModels = {
  /** By id. */
  readonly models: readonly Model[];
  /** Providers that did not answer in time. */
  readonly leftOut: readonly string[];
};

/** A provider that fails does not hide the others; throws its ApiError when all fail. */
export async function offeredModels(
  project: Project,
  restrictions: Restrictions,
  ports: OfferPorts,
): Promise<OfferedModels> {
  const records = await tokensInUse(project, ports);
  const lists = await Promise.allSettled(
    records.map((record) => usableModels(record, project, restrictions, ports)),
  );
  const answered = lists.filter((list) => list.status === 'fulfilled');
  const failed = lists.find((list) => list.status === 'rejected');
  if (answered.length === 0 && failed !== undefined) throw failed.reason;
  return {
    models: answered.flatMap((list) => list.value).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    leftOut: records.flatMap(({ provider }, at) =>
      lists[at]?.status === 'rejected' ? provider : [],
    ),
  };
}

/** Null: not offered, or not to this key. Asks only the provider that would serve the model. */
export async function offeredModel(
  modelId: string,
  project: Project,
  restrictions: Restrictions,
  ports: OfferPorts,
): Promise<Model | null> {
  const provider = providerOf(modelId, project);
  const record = provider === null ? null : await findToken(provider, project, ports.projects);
  if (record === null || !isOffered(modelId, project, restrictions)) return null;
  const models = await usableModels(record, project, restrictions, ports);
  return models.find(({ id }) => id === modelId) ?? null;
}

/** A model is listed only where a request for it would go, so that what is listed can be called. */
async function usableModels(
  record: TokenRecord,
  project: Project,
  restrictions: Restrictions,
  ports: OfferPorts,
): Promise<Model[]> {
  const { provider } = record;
  const { unlisted } = providerNamed(provider);
  const models = await ports.modelLists.of(record, ports);
  return models.filter(
    ({ id }) =>
      providerOf(id, project) === provider &&
      unlisted?.test(id) !== true &&
      isOffered(id, project, restrictions),
  );
}

const isOffered = (model: string, project: Project, { models }: Restrictions): boolean =>
  isModelAllowed(model, project.allowedModels) && isModelAllowed(model, models);
