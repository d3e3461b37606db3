// One report: from API Gateway's event to a response that never fails.
import { toHttpRequest } from '../gateway/request.ts';
import type { WirePorts } from '../gateway/respond.ts';
import { type Serve, serving } from '../gateway/serve.ts';
import type { Leaks } from './compose.ts';

export const createServe = (leaks: Leaks, ports: WirePorts): Serve =>
  serving({ handle: async (event) => leaks(toHttpRequest(event)) }, ports);
