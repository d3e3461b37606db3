// One proxy invocation: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { decodePrincipal } from '../../shared/contracts/principal.ts';
import { afterwardsOf } from '../gateway/afterwards-of.ts';
import { toHttpRequest } from '../gateway/request.ts';
import { type Serve, serving } from '../gateway/serve.ts';
import { dialectOf, handleProxy } from './handle-proxy.ts';
import type { ProxyPorts } from './operation.ts';

export const createServe = (ports: ProxyPorts): Serve =>
  serving(
    {
      handle: async (event) => {
        const principal = decodePrincipal(event.requestContext.authorizer);
        const afterwards = afterwardsOf(event);
        // Whoever came this far has used the key, also when the project refuses.
        afterwards.add(ports.noteUse(principal.keyId));
        return handleProxy(toHttpRequest(event), principal, { ...ports, afterwards });
      },
      headers: (event) => requestIdFor(event, event.requestContext.requestId),
      dialect: (event) => dialectOf(askedIn(event)),
    },
    ports,
  );

/** Anthropic's clients look for the request id under another name. */
const requestIdFor = (event: APIGatewayProxyEvent, requestId: string): Record<string, string> =>
  dialectOf(askedIn(event)) === 'anthropic' ? { 'request-id': requestId } : {};

const askedIn = ({ resource, pathParameters }: APIGatewayProxyEvent) => ({
  resource,
  params: pathParameters,
});
