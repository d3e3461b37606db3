// A plain HTTP server in front of the proxy: matches routes and makes events, as API Gateway does after its authorizer.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Serve } from '../../functions/gateway/serve.ts';
import { dataRoutes } from '../../shared/api/data-routes.ts';
import type { Principal } from '../../shared/contracts/principal.ts';
import { gatewayEvent } from './gateway-event.ts';

export type Front = { readonly url: string; readonly close: () => Promise<void> };

/** Lets everybody in as `principal`. Port 0 picks a free one. */
export async function startFront(
  serve: Serve,
  principal: () => Principal,
  port = 0,
): Promise<Front> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const event = gatewayEvent(principal(), {
      ...routeOf(path),
      method: request.method ?? '',
      headers: request.headersDistinct as Record<string, string[]>,
      body: body === '' ? null : body,
      requestId: `req-${++requests}`,
    });
    const answer = await serve(event);
    response.writeHead(answer.statusCode, answer.headers);
    // A client that goes away destroys the body; there is nobody left to tell.
    if (answer.body instanceof Readable)
      await pipeline(answer.body, response).catch(() => undefined);
    else response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const patterns = [...new Set(dataRoutes.map(({ path }) => path))].map((path) => ({
  path,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

function routeOf(path: string): { resource: string; params: Record<string, string> } {
  for (const route of patterns) {
    const match = route.pattern.exec(path);
    if (match !== null) return { resource: route.path, params: { ...match.groups } };
  }
  return { resource: '/{proxy+}', params: {} };
}
