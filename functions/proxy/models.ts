// GET /v1/models and /v1/models/{model_id}: what the calling key can use.
import { ApiError } from '../../shared/errors/api-error.ts';
import { jsonResponse } from '../../shared/http/message.ts';
import { offeredModel, offeredModels } from '../../shared/providers/offered-models.ts';
import { admitted } from './admitted.ts';
import type { Operation } from './operation.ts';

export const listModels: Operation = async (request, principal, ports) => {
  const project = await admitted(request, principal, ports);
  const data = await offeredModels(project, principal.restrictions, ports);
  return jsonResponse(200, { object: 'list', data });
};

/** A model that this key may not use does not exist for it. */
export const getModel: Operation = async (request, principal, ports) => {
  const project = await admitted(request, principal, ports);
  const modelId = request.params['model_id'] ?? '';
  const model = await offeredModel(modelId, project, principal.restrictions, ports);
  if (model === null) throw new ApiError('not_found');
  return jsonResponse(200, model);
};
