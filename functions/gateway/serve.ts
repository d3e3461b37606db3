// One invocation: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Dialect } from '../../shared/errors/envelope.ts';
import type { HttpResponse } from '../../shared/http/message.ts';
import {
  type GatewayResponse,
  toErrorResponse,
  toGatewayResponse,
  type WirePorts,
} from './respond.ts';

export type Serve = (event: APIGatewayProxyEvent) => Promise<GatewayResponse>;

export type Serving = {
  readonly handle: (event: APIGatewayProxyEvent) => Promise<HttpResponse>;
  /** They go with every answer. */
  readonly headers?: (event: APIGatewayProxyEvent) => Readonly<Record<string, string>>;
  /** In whose envelope a failure is told: OpenAI's unless said. */
  readonly dialect?: (event: APIGatewayProxyEvent) => Dialect;
};

/** Whatever `handle` throws becomes an answer. */
export const serving =
  ({ handle, headers, dialect }: Serving, { clock, log }: WirePorts): Serve =>
  async (event) => {
    const startedAtMs = clock();
    const { requestId } = event.requestContext;
    const answer = async (): Promise<HttpResponse> => {
      try {
        return await handle(event);
      } catch (error) {
        return toErrorResponse(error, dialect?.(event) ?? 'openai', requestId, log);
      }
    };
    const response = await answer();
    const all = { ...response.headers, ...headers?.(event) };
    return toGatewayResponse({ ...response, headers: all }, requestId, startedAtMs, clock);
  };
