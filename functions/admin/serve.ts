// One admin invocation: from API Gateway's event to a response that never fails.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpResponse } from '../../shared/http/message.ts';
import { toHttpRequest } from '../middleware/request.ts';
import {
  type GatewayResponse,
  toErrorResponse,
  toGatewayResponse,
  type WirePorts,
} from '../middleware/respond.ts';
import { callerOf } from './caller.ts';
import type { Admin } from './dispatch.ts';

export type Serve = (event: APIGatewayProxyEvent) => Promise<GatewayResponse>;

/** Answers may hold a new key and are about configuration: no cache keeps them, and nobody takes them for a page. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export const createServe =
  (admin: Admin, { clock, log }: WirePorts): Serve =>
  async (event) => {
    const startedAtMs = clock();
    const { requestId } = event.requestContext;
    const answer = async (): Promise<HttpResponse> => {
      try {
        return await admin(toHttpRequest(event), callerOf(event));
      } catch (error) {
        return toErrorResponse(error, 'openai', requestId, log);
      }
    };
    const response = await answer();
    const headers = { ...response.headers, ...SECURITY_HEADERS };
    return toGatewayResponse({ ...response, headers }, requestId, startedAtMs, clock);
  };
