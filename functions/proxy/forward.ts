// POST operations that carry a model call: admission, checks, then the provider.
import { withHeaders } from '../../shared/errors/api-error.ts';
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { type CallLimit, callLimit } from '../../shared/limits/call-limit.ts';
import { requireAdmission } from '../../shared/projects/admit.ts';
import { callModel } from '../../shared/providers/call-model.ts';
import type { Endpoint } from '../../shared/providers/endpoint.ts';
import { type ModelCall, modelsNamedBy, readModelCall } from '../../shared/providers/model-call.ts';
import { WatchedCall } from '../../shared/usage/watched-call.ts';
import type { Operation } from './operation.ts';

/** The body is read while the project is on its way; what is wrong with it is told only to who is admitted. */
export const createForward =
  (endpoint: Endpoint): Operation =>
  async (request, principal, ports) => {
    const reading = ports.projects.findProject(principal.projectId);
    const parsed = readCall(endpoint, request);
    const project = requireAdmission({
      principal,
      project: await reading,
      sourceIp: request.sourceIp,
      models: parsed.kind === 'call' ? modelsNamedBy(parsed.call) : [],
    });
    const { requestId } = request;
    const limit = callLimit({ principal, project, requestId }, ports);
    return tellingLimit(limit, async () => {
      if (parsed.kind === 'fault') throw parsed.fault;
      const watch = new WatchedCall({ ...principal, ...parsed.call }, ports);
      const clientHeaders = headersToProvider(request);
      const beforeSend = async (provider: string): Promise<void> => {
        await limit.take();
        await watch.open(provider).catch((error: unknown) => {
          ports.afterwards.add(limit.refund());
          throw error;
        });
      };
      const context = { project, clientHeaders, requestId, beforeSend, watch, guard: null };
      return callModel(parsed.call, context, ports);
    });
  };

/** Every answer tells the limit, a failure too. */
async function tellingLimit(
  limit: CallLimit,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  try {
    const response = await answer();
    return { ...response, headers: { ...response.headers, ...limit.headers() } };
  } catch (error) {
    throw withHeaders(error, limit.headers());
  }
}

function readCall(
  endpoint: Endpoint,
  request: HttpRequest,
): { kind: 'call'; call: ModelCall } | { kind: 'fault'; fault: unknown } {
  try {
    return { kind: 'call', call: readModelCall(endpoint, readJsonObject(request)) };
  } catch (fault) {
    return { kind: 'fault', fault };
  }
}
