// Reads an incoming HTTP request as it stood on the wire.
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { SignedRequest } from '../iam/sigv4.ts';

/** Header lines in order, names in the client's case. */
export function headerLines(request: IncomingMessage): [name: string, value: string][] {
  const lines: [string, string][] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2)
    lines.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '']);
  return lines;
}

/** The request target before and after its first `?`, undecoded. */
export function splitTarget(target: string): { rawPath: string; rawQuery: string } {
  const at = target.indexOf('?');
  if (at < 0) return { rawPath: target, rawQuery: '' };
  return { rawPath: target.slice(0, at), rawQuery: target.slice(at + 1) };
}

/**
 * The whole body, or null when it is longer than the limit. What is too long is read to its end and dropped, up
 * to ten times the limit: a client that is still sending would otherwise not see the answer.
 */
export async function readBody(body: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length;
    if (length <= maxBytes) chunks.push(chunk as Buffer);
    else chunks.length = 0;
    if (length > maxBytes * 10) return null;
  }
  return length > maxBytes ? null : Buffer.concat(chunks);
}

export const toSignedRequest = (request: IncomingMessage, body: Uint8Array): SignedRequest => ({
  method: request.method ?? '',
  ...splitTarget(request.url ?? ''),
  headers: headerLines(request),
  body,
});
