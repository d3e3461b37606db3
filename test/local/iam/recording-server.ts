// A loopback server that keeps the last request as it stood on the wire, and tools to change one.
import { createServer } from 'node:http';
import type { SignedRequest } from '../../../local/iam/sigv4.ts';
import { toSignedRequest } from '../../../local/net/incoming.ts';
import { closeServer, listen } from '../../../local/net/listen.ts';

export type RecordingServer = {
  readonly origin: string;
  /** Throws when nothing was received. */
  lastRequest(): SignedRequest;
  close(): Promise<void>;
};

export async function openRecordingServer(): Promise<RecordingServer> {
  let last: SignedRequest | null = null;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    last = toSignedRequest(incoming, Buffer.concat(chunks));
    response.end();
  });
  const port = await listen(server, 0);
  return {
    origin: `http://127.0.0.1:${port}`,
    lastRequest: () => {
      if (last === null) throw new Error('nothing was received');
      return last;
    },
    close: () => closeServer(server),
  };
}

/** The request without a header. */
export const without =
  (name: string) =>
  (signed: SignedRequest): SignedRequest => ({
    ...signed,
    headers: signed.headers.filter(([key]) => key.toLowerCase() !== name),
  });

/** The request with another value of a header. */
export const replaced =
  (name: string, value: string) =>
  (signed: SignedRequest): SignedRequest => ({
    ...signed,
    headers: signed.headers.map(([key, old]) => [key, key.toLowerCase() === name ? value : old]),
  });
