// POST operations that carry a model call: admission, checks, then the provider.
import { ApiError, withHeaders } from '../../shared/errors/api-error.ts';
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { lazy } from '../../shared/kernel/lazy.ts';
import { type CallLimit, callLimit } from '../../shared/limits/call-limit.ts';
import { requireAdmission } from '../../shared/projects/admit.ts';
import { type CallContext, callModel } from '../../shared/providers/call-model.ts';
import type { CallWatch } from '../../shared/providers/call-watch.ts';
import type { Endpoint } from '../../shared/providers/endpoint.ts';
import { type ModelCall, modelsNamedBy, readModelCall } from '../../shared/providers/model-call.ts';
import { WatchedCall } from '../../shared/usage/watched-call.ts';
import type { Operation } from './operation.ts';
import { type CallPolicy, callPolicy } from './policy/call-policy.ts';

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
    const facts = { principal, project, requestId };
    const policy = callPolicy(facts, ports);
    const limit = callLimit(facts, ports);
    const headers = () => ({ ...policy.headers, ...limit.headers() });
    return telling(headers, async () => {
      if (parsed.kind === 'fault') throw parsed.fault;
      const { call } = parsed;
      const { record, complete } = policy;
      const usage = { ...principal, ...call, policy: record, policyComplete: complete };
      const watch = new WatchedCall(usage, ports);
      const clientHeaders = headersToProvider(request);
      const refund = () => ports.afterwards.add(limit.refund());
      const beforeSend = lastChecks({ call, policy, limit, watch, refund });
      const context = { project, clientHeaders, requestId, beforeSend };
      return callModel(call, { ...context, watch: refunding(watch, refund) }, ports);
    });
  };

type Checked = {
  readonly call: ModelCall;
  readonly policy: CallPolicy;
  readonly limit: CallLimit;
  readonly watch: WatchedCall;
  readonly refund: () => void;
};

/** Policy, limit, intent: a request that one of them stops is no call, and takes no permit. */
const lastChecks =
  ({ call, policy, limit, watch, refund }: Checked): CallContext['beforeSend'] =>
  async (provider) => {
    // Rules that ask somebody cost something, so who is over the limit may not have them ask.
    const take = lazy(() => limit.take());
    try {
      const outgoing = await policy.admit(call, take);
      await take();
      await watch.open(provider);
      return outgoing;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'content_blocked') watch.refused();
      refund();
      throw error;
    }
  };

/** A call whose answer a rule stops does not count against the limit, although it counts as usage. */
const refunding = (watch: CallWatch, refund: () => void): CallWatch => ({
  answered: (body, end) => {
    if (end === 'blocked') refund();
    watch.answered(body, end);
  },
  streamed: watch.streamed,
  streamEnded: (end) => {
    if (end === 'blocked') refund();
    watch.streamEnded(end);
  },
  failed: watch.failed,
});

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
  endpoint: Endpoint,
  request: HttpRequest,
): { kind: 'call'; call: ModelCall } | { kind: 'fault'; fault: unknown } {
  try {
    return { kind: 'call', call: readModelCall(endpoint, readJsonObject(request)) };
  } catch (fault) {
    return { kind: 'fault', fault };
  }
}
