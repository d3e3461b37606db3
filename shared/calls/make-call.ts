// A model call, in the order in which it happens: aim, own, inspect, permit, intent, send, deliver.
import { ApiError } from '../errors/api-error.ts';
import type { HttpResponse } from '../http/message.ts';
import { lazy } from '../kernel/lazy.ts';
import { aim } from '../providers/aim.ts';
import type { ModelCall } from '../providers/model-call.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import { toResponse } from '../providers/provider-answer.ts';
import { sendCall } from '../providers/send-call.ts';
import type { SendToProvider } from '../providers/transport/transport.ts';
import { callFailure } from '../wire/call-watch.ts';
import type { CallTerms, Outgoing } from './terms.ts';

/**
 * The provider is called when nothing of ours can refuse the call any more. Throws ApiError: wrong_endpoint,
 * configuration_error, not_found, content_blocked, rate_limit_exceeded, response_blocked, upstream_error, upstream_timeout,
 * service_unavailable, and what the rules throw.
 */
export async function makeCall(
  call: ModelCall,
  terms: CallTerms,
  ports: ProviderPorts,
): Promise<HttpResponse> {
  const { project, requestId, clientHeaders, usage } = terms;
  const target = await aim(call, project, ports);
  await terms.objects.requireOwn(call, target);
  const sender = notingStatus(ports.send);
  try {
    const stored = await ports.secrets.read(target.record);
    const outgoing = await lastChecks(call, target.record.provider, terms);
    const sending = { target, token: stored, clientHeaders };
    const { answer, token } = await sendCall(outgoing.call, sending, { ...ports, ...sender });
    const { guard } = outgoing;
    const recorder = terms.objects.recorder(call, target);
    const context = { token, requestId, watch: usage, guard, recorder, log: ports.log };
    return await toResponse(answer, outgoing.call, context);
  } catch (error) {
    // The watch has been told of an answer that a rule stopped.
    if (!hasCode(error, 'response_blocked')) usage.failed(callFailure(sender.status(), error));
    throw error;
  }
}

/** Inspect, permit, intent: a request that one of them stops is no call, and takes no permit. */
async function lastChecks(
  call: ModelCall,
  provider: string,
  { rules, permit, usage, isCounted }: CallTerms,
): Promise<Outgoing> {
  // Rules that ask somebody cost something, so who is over the limit may not have them ask.
  const take = lazy(() => permit.take());
  try {
    const outgoing = await rules.admit(call, take);
    if (isCounted) await take();
    await usage.open(provider);
    return outgoing;
  } catch (error) {
    if (hasCode(error, 'content_blocked')) usage.refused();
    permit.giveBack();
    throw error;
  }
}

/** Null: the provider has not answered the newest request. */
function notingStatus(send: SendToProvider) {
  let status: number | null = null;
  return {
    status: () => status,
    send: (async (request) => {
      status = null;
      const answer = await send(request);
      ({ status } = answer);
      return answer;
    }) satisfies SendToProvider,
  };
}

const hasCode = (error: unknown, code: ApiError['code']): boolean =>
  error instanceof ApiError && error.code === code;
