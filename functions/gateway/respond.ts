// The one way from a handler's outcome to a wire response: headers that every answer carries, errors in the envelope.
import { asApiError } from '../../shared/errors/api-error.ts';
import { type Dialect, errorEnvelope, errorHeaders } from '../../shared/errors/envelope.ts';
import { type HttpResponse, jsonResponse } from '../../shared/http/message.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Log } from '../../shared/kernel/log.ts';

/** What Lambda hands to API Gateway; a stream body is for streaming integrations. */
export type GatewayResponse = {
  statusCode: number;
  headers: Record<string, string>;
  body: HttpResponse['body'];
};

export type WirePorts = { readonly clock: Clock; readonly log: Log };

/** Adds `x-request-id` and the `X-Collie-*` headers. */
export function toGatewayResponse(
  response: HttpResponse,
  requestId: string,
  startedAtMs: number,
  clock: Clock,
): GatewayResponse {
  return {
    statusCode: response.status,
    headers: {
      ...response.headers,
      'x-request-id': requestId,
      'X-Collie-Duration-Ms': String(Math.max(0, Math.round(clock() - startedAtMs))),
      'X-Collie-Proxied-At': String(Math.floor(startedAtMs / 1000)),
      'X-Collie-Api-Version': 'v1',
    },
    body: response.body,
  };
}

/** The envelope for anything thrown. What is not an ApiError is logged in full and told in one mute sentence. */
export function toErrorResponse(
  error: unknown,
  dialect: Dialect,
  requestId: string,
  log: Log,
): HttpResponse {
  const known = asApiError(error);
  const { status } = known.spec;
  if (status >= 500)
    log.error('request_failed', { requestId, code: known.code, status }, known.cause ?? error);
  const response = jsonResponse(status, errorEnvelope(known, dialect, requestId));
  return { ...response, headers: { ...response.headers, ...errorHeaders(known) } };
}
