// POST operations that carry a model call: admission, checks, then the provider.
import { callObjects } from '../../shared/calls/call-objects.ts';
import { callPolicy } from '../../shared/calls/call-policy.ts';
import { makeCall } from '../../shared/calls/make-call.ts';
import { withHeaders } from '../../shared/errors/api-error.ts';
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { callLimit } from '../../shared/limits/call-limit.ts';
import { requireAdmission } from '../../shared/projects/admit.ts';
import { type ModelCall, modelsNamedBy, readModelCall } from '../../shared/providers/model-call.ts';
import { WatchedCall } from '../../shared/usage/watched-call.ts';
import type { SurfaceName } from '../../shared/wire/surfaces.ts';
import type { Operation } from './operation.ts';

/** The body is read while the project is on its way; what is wrong with it is told only to who is admitted. */
export const createForward =
  (endpoint: SurfaceName): Operation =>
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
    const facts = { principal, project, requestId };
    const policy = callPolicy(facts, ports);
    const limit = callLimit(facts, ports);
    const headers = () => ({ ...policy.headers, ...limit.headers() });
    return telling(headers, async () => {
      if (parsed.kind === 'fault') throw parsed.fault;
      const { call } = parsed;
      const { record, complete } = policy;
      const counted = { ...principal, ...call, policy: record, policyComplete: complete };
      return makeCall(
        call,
        {
          project,
          requestId,
          clientHeaders: headersToProvider(request),
          objects: callObjects(project, ports),
          rules: policy,
          permit: {
            take: limit.take,
            giveBack: () => ports.afterwards.add(limit.refund()),
          },
          usage: new WatchedCall(counted, ports),
        },
        ports,
      );
    });
  };

/** Every answer tells policy and limit, a failure too. */
async function telling(
  headers: () => Record<string, string>,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  try {
    const response = await answer();
    return { ...response, headers: { ...response.headers, ...headers() } };
  } catch (error) {
    throw withHeaders(error, headers());
  }
}

function readCall(
  endpoint: SurfaceName,
  request: HttpRequest,
): { kind: 'call'; call: ModelCall } | { kind: 'fault'; fault: unknown } {
  try {
    return { kind: 'call', call: readModelCall(endpoint, readJsonObject(request)) };
  } catch (fault) {
    return { kind: 'fault', fault };
  }
}
