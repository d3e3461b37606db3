// One invocation: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpResponse } from '../../shared/http/message.ts';
import {
  type GatewayResponse,
  toErrorResponse,
  toGatewayResponse,
  type WirePorts,
} from './respond.ts';

export type Serve = (event: APIGatewayProxyEvent) => Promise<GatewayResponse>;

/** Whatever `handle` throws is told in OpenAI's envelope. `headers` go with every answer. */
export const serving =
  (
    handle: (event: APIGatewayProxyEvent) => Promise<HttpResponse>,
    { clock, log }: WirePorts,
    headers: Readonly<Record<string, string>> = {},
  ): Serve =>
  async (event) => {
    const startedAtMs = clock();
    const { requestId } = event.requestContext;
    const answer = async (): Promise<HttpResponse> => {
      try {
        return await handle(event);
      } catch (error) {
        return toErrorResponse(error, 'openai', requestId, log);
      }
    };
    const response = await answer();
    const all = { ...response.headers, ...headers };
    return toGatewayResponse({ ...response, headers: all }, requestId, startedAtMs, clock);
  };
