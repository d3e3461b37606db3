// The body as middy's streaming takes it: short text, or a stream of bytes.
import { Readable } from 'node:stream';
import type { GatewayResponse } from '../gateway/respond.ts';

/** middy writes longer text in pieces of 16,384 UTF-16 units, which would cut a character in two. */
const MAX_TEXT_LENGTH = 16_384;

export function toLambdaBody(response: GatewayResponse): GatewayResponse {
  const { body } = response;
  if (body instanceof Readable) return response;
  if (typeof body === 'string' && body.length <= MAX_TEXT_LENGTH) return response;
  return { ...response, body: Readable.from(Buffer.from(body)) };
}
