// GET /v1/models and /v1/models/{model_id}: what the calling key can use, in OpenAI's form or in Anthropic's.
import { ApiError } from '../../shared/errors/api-error.ts';
import { type HttpRequest, jsonResponse } from '../../shared/http/message.ts';
import { isoTime } from '../../shared/kernel/clock.ts';
import type { Model } from '../../shared/providers/list-models.ts';
import { offeredModel, offeredModels } from '../../shared/providers/offered-models.ts';
import { admitted } from './admitted.ts';
import type { Operation } from './operation.ts';

/** Names the providers that did not answer in time, whose models are therefore missing. */
const LEFT_OUT = 'x-collie-models-left-out';

export const listModels: Operation = async (request, principal, ports) => {
  const project = await admitted(request, principal, ports);
  const { models, leftOut } = await offeredModels(project, principal.restrictions, ports);
  const list = wantsAnthropics(request)
    ? anthropicPage(models, request)
    : { object: 'list', data: models };
  const response = jsonResponse(200, list);
  if (leftOut.length === 0) return response;
  return { ...response, headers: { ...response.headers, [LEFT_OUT]: leftOut.join(',') } };
};

/** A model that this key may not use does not exist for it. */
export const getModel: Operation = async (request, principal, ports) => {
  const project = await admitted(request, principal, ports);
  const modelId = request.params['model_id'] ?? '';
  const model = await offeredModel(modelId, project, principal.restrictions, ports);
  if (model === null) throw new ApiError('not_found');
  return jsonResponse(200, wantsAnthropics(request) ? anthropicForm(model) : model);
};

/** Its clients say which version of its API they speak. */
const wantsAnthropics = ({ headers }: HttpRequest): boolean =>
  headers['anthropic-version'] !== undefined;

const anthropicForm = ({
  id,
  created,
  object: _,
  owned_by: __,
  display_name,
  ...sizes
}: Model) => ({
  type: 'model',
  id,
  display_name: display_name ?? id,
  created_at: isoTime(created * 1000),
  ...sizes,
});

const MAX_PAGE = 1_000;
const PAGE = 20;

/** A page as Anthropic's clients turn them. Throws ApiError `validation_error`. */
function anthropicPage(models: readonly Model[], { query }: HttpRequest) {
  const limit = Number(query['limit']?.[0] ?? PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new ApiError('validation_error', {
      param: 'limit',
      message: `limit must be an integer from 1 to ${MAX_PAGE}.`,
    });
  const [after, before] = [query['after_id']?.[0], query['before_id']?.[0]];
  const rest =
    before === undefined
      ? models.filter(({ id }) => after === undefined || id > after)
      : models.filter(({ id }) => id < before);
  const page = before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    data: page.map(anthropicForm),
    has_more: rest.length > page.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}
