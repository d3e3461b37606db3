// What every server of the bench does: listens on loopback, tells its parent where, and its use of machine on request.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Usage = {
  /** Of this process since it started, microseconds. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
};
export type FromServer = { readonly port: number } | { readonly usage: Usage };

export function serveParent(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port } satisfies FromServer);
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({
      usage: {
        cpuMicros: user + system,
        rssBytes: process.memoryUsage.rss(),
        peakRssBytes: process.resourceUsage().maxRSS * 1024,
      },
    } satisfies FromServer);
  });
  process.on('disconnect', () => process.exit());
}
