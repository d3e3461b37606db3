// One admin invocation: from API Gateway's event to a response that never fails.
import { toHttpRequest } from '../gateway/request.ts';
import type { WirePorts } from '../gateway/respond.ts';
import { type Serve, serving } from '../gateway/serve.ts';
import { callerOf } from './caller.ts';
import type { Admin } from './dispatch.ts';

/** Answers may hold a new key and are about configuration: no cache keeps them, and nobody takes them for a page. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export const createServe = (admin: Admin, ports: WirePorts): Serve =>
  serving(
    {
      handle: async (event) => admin(toHttpRequest(event), callerOf(event)),
      headers: () => SECURITY_HEADERS,
    },
    ports,
  );
