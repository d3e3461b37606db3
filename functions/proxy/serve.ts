// One proxy invocation: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { decodePrincipal } from '../../shared/contracts/principal.ts';
import type { HttpResponse } from '../../shared/http/message.ts';
import { afterwardsOf } from '../gateway/afterwards-of.ts';
import { toHttpRequest } from '../gateway/request.ts';
import { type GatewayResponse, toErrorResponse, toGatewayResponse } from '../gateway/respond.ts';
import { dialectOf, handleProxy } from './handle-proxy.ts';
import type { ProxyPorts } from './operation.ts';

export type Serve = (event: APIGatewayProxyEvent) => Promise<GatewayResponse>;

export const createServe =
  (ports: ProxyPorts): Serve =>
  async (event) => {
    const startedAtMs = ports.clock();
    const { requestId } = event.requestContext;
    const response = await answer(event, ports);
    const headers = { ...response.headers, ...requestIdFor(event.resource, requestId) };
    return toGatewayResponse({ ...response, headers }, requestId, startedAtMs, ports.clock);
  };

async function answer(event: APIGatewayProxyEvent, ports: ProxyPorts): Promise<HttpResponse> {
  try {
    const principal = decodePrincipal(event.requestContext.authorizer);
    const afterwards = afterwardsOf(event);
    // Whoever came this far has used the key, also when the project refuses.
    afterwards.add(ports.noteUse(principal.keyId));
    return await handleProxy(toHttpRequest(event), principal, { ...ports, afterwards });
  } catch (error) {
    const { requestId } = event.requestContext;
    return toErrorResponse(error, dialectOf(event.resource), requestId, ports.log);
  }
}

/** Anthropic's clients look for the request id under another name. */
const requestIdFor = (resource: string, requestId: string): Record<string, string> =>
  dialectOf(resource) === 'anthropic' ? { 'request-id': requestId } : {};
