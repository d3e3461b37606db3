// POST operations that carry a model call: admission, checks, then the provider.
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { requireAdmission } from '../../shared/projects/admit.ts';
import { callModel } from '../../shared/providers/call-model.ts';
import type { Endpoint } from '../../shared/providers/endpoint.ts';
import { type ModelCall, modelsNamedBy, readModelCall } from '../../shared/providers/model-call.ts';
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
    if (parsed.kind === 'fault') throw parsed.fault;
    return callModel(
      parsed.call,
      { project, clientHeaders: headersToProvider(request), requestId: request.requestId },
      ports,
    );
  };

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
