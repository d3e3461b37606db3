// Opening and closing loopback servers.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalFailure } from '../failure.ts';

/** Listens on 127.0.0.1 and resolves with the port; 0 picks a free one. A port in use is a LocalFailure. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const why = error.code === 'EACCES' ? 'needs more rights' : 'is already in use';
      reject(taken ? new LocalFailure(`Port ${port} ${why}. Choose another with --port.`) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Closes at once, with every connection. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port that was free a moment ago, for a program that cannot pick one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await closeServer(server);
  return port;
}

/** Throws LocalFailure when one of the ports is in use; 0 is always free. Asked early, before anything slow begins. */
export async function assertFree(ports: readonly number[]): Promise<void> {
  for (const port of ports.filter((wanted) => wanted !== 0)) {
    const server = createServer();
    await listen(server, port);
    await closeServer(server);
  }
}
