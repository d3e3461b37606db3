// A request with sensible values, changed as told.
import type { HttpRequest } from '../../shared/http/message.ts';

export const httpRequest = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  resource: '/v1/chat/completions',
  params: {},
  query: {},
  headers: { 'content-type': ['application/json'] },
  body: '{}',
  binary: null,
  requestId: 'req-test',
  sourceIp: '203.0.113.7',
  ...changes,
});
