// A provider on loopback that does as told, however hostile, and remembers what it was asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script, SeenRequest } from './script.ts';
import { wellBehaved } from './well-behaved-provider.ts';

export type MockProvider = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Scripts for the next requests, in order; afterwards `fallback`. */
  readonly queue: Script[];
  fallback: Script;
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

/** Port 0 picks a free one. */
export async function startMockProvider(port = 0): Promise<MockProvider> {
  let connections = 0;
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const request: SeenRequest = {
        method: message.method ?? '',
        url: message.url ?? '',
        headers: message.headers,
        body: Buffer.concat(chunks).toString(),
        bytes: Buffer.concat(chunks),
        ended: new Promise((resolve) => {
          response.once('close', () => resolve(response.writableFinished));
        }),
      };
      mock.requests.push(request);
      (mock.queue.shift() ?? mock.fallback)(request, response);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const mock: MockProvider = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    connections: () => connections,
    queue: [],
    fallback: wellBehaved,
    reset: () => {
      mock.requests.length = 0;
      mock.queue.length = 0;
      mock.fallback = wellBehaved;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return mock;
}
