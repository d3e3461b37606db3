// The models that a key can use: what the providers of its project and of the account offer, put together.
import type { Restrictions } from '../contracts/principal.ts';
import { isModelAllowed } from '../projects/admit.ts';
import type { Project, TokenRecord } from '../projects/project.ts';
import { baseOf } from './address.ts';
import { findToken, tokensInUse } from './find-token.ts';
import { providerNamed } from './known/known.ts';
import { type Model, readModels, requestModels } from './list-models.ts';
import type { ProviderPorts } from './ports.ts';
import { providerOf } from './route-model.ts';

/** By id. A provider that fails does not hide the others; throws its ApiError when all fail. */
export async function offeredModels(
  project: Project,
  restrictions: Restrictions,
  ports: ProviderPorts,
): Promise<Model[]> {
  const records = await tokensInUse(project, ports);
  const lists = await Promise.allSettled(
    records.map((record) => usableModels(record, project, restrictions, ports)),
  );
  const answered = lists.filter((list) => list.status === 'fulfilled');
  const failed = lists.find((list) => list.status === 'rejected');
  if (answered.length === 0 && failed !== undefined) throw failed.reason;
  return answered.flatMap((list) => list.value).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Null: not offered, or not to this key. Asks only the provider that would serve the model. */
export async function offeredModel(
  modelId: string,
  project: Project,
  restrictions: Restrictions,
  ports: ProviderPorts,
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
  { secrets, send, trustedOrigins }: ProviderPorts,
): Promise<Model[]> {
  const { provider } = record;
  const { unlisted } = providerNamed(provider);
  const token = await secrets.read(record);
  const answer = await requestModels(provider, baseOf(record, trustedOrigins), token, send);
  const models = await readModels(provider, answer);
  return models.filter(
    ({ id }) =>
      providerOf(id, project) === provider &&
      unlisted?.test(id) !== true &&
      isOffered(id, project, restrictions),
  );
}

const isOffered = (model: string, project: Project, { models }: Restrictions): boolean =>
  isModelAllowed(model, project.allowedModels) && isModelAllowed(model, models);
