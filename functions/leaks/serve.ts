// One report: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpResponse } from '../../shared/http/message.ts';
import { toHttpRequest } from '../middleware/request.ts';
import {
  type GatewayResponse,
  toErrorResponse,
  toGatewayResponse,
  type WirePorts,
} from '../middleware/respond.ts';
import type { Leaks } from './compose.ts';

export type Serve = (event: APIGatewayProxyEvent) => Promise<GatewayResponse>;

export const createServe =
  (leaks: Leaks, { clock, log }: WirePorts): Serve =>
  async (event) => {
    const startedAtMs = clock();
    const { requestId } = event.requestContext;
    const answer = async (): Promise<HttpResponse> => {
      try {
        return await leaks(toHttpRequest(event));
      } catch (error) {
        return toErrorResponse(error, 'openai', requestId, log);
      }
    };
    return toGatewayResponse(await answer(), requestId, startedAtMs, clock);
  };
