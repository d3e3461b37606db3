// One HTTP call to a provider: kept connections, time limits, no redirects, no private addresses.
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { ApiError } from '../../errors/api-error.ts';
import { CallClock, type CallTimeouts } from './call-clock.ts';
import { checkedLookup, type Resolve } from './checked-lookup.ts';

/** Where a provider is, from a base URL that was checked. */
export type Base = {
  readonly isSecure: boolean;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. */
  readonly path: string;
  /** True for an origin of the deployer's, which may resolve to a private address. */
  readonly isTrusted: boolean;
};

export type ProviderRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly base: Base;
  /** Under the base's path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: none. A list is sent as one body, piece after piece. */
  readonly body: string | readonly (string | Uint8Array)[];
  /** Instead of the transport's own. */
  readonly limits?: CallTimeouts;
};

export type ProviderAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /**
   * Has to be read to its end or destroyed; destroying it ends the call at once. Emits `error`, an ApiError when a
   * time limit ran out.
   */
  readonly body: Readable;
};

/** Throws ApiError: `upstream_timeout`, or `upstream_error` when there is no connection or no HTTP. */
export type SendToProvider = (request: ProviderRequest) => Promise<ProviderAnswer>;

const MAX_HEADER_BYTES = 16 * 1024;
/** Shorter than the minute after which most servers close: a socket that is about to close is not used. */
const KEEP_IDLE_MS = 50_000;

type Agents = { readonly http: http.Agent; readonly https: https.Agent };

const agents = (options: https.AgentOptions): Agents => ({
  http: new http.Agent(options),
  https: new https.Agent(options),
});

/** `resolve` replaces the system's name resolution in tests. */
export function createTransport(limits: CallTimeouts, resolve?: Resolve): SendToProvider {
  const keep = { keepAlive: true, timeout: KEEP_IDLE_MS };
  const lookup = checkedLookup(resolve);
  const trusted = { kept: agents(keep), fresh: agents({}) };
  const checked = { kept: agents({ ...keep, lookup }), fresh: agents({ lookup }) };

  return async (request) => {
    const pool = request.base.isTrusted ? trusted : checked;
    const ownLimits = request.limits ?? limits;
    try {
      return await attempt(request, pool.kept, ownLimits);
    } catch (error) {
      if (error instanceof StaleConnection) return await attempt(request, pool.fresh, ownLimits);
      throw error;
    }
  };
}

/** A kept connection was closed by the other side before it answered: nobody has worked on the request. */
class StaleConnection extends Error {}

function attempt(
  { base, path, method, headers, body }: ProviderRequest,
  pool: Agents,
  limits: CallTimeouts,
): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const call = (base.isSecure ? https : http).request({
      method,
      headers: typeof body === 'string' ? headers : { ...headers, 'content-length': sizeOf(body) },
      host: base.host,
      port: base.port,
      path: base.path + path,
      agent: base.isSecure ? pool.https : pool.http,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const clock = new CallClock(call, limits);
    let bytesBefore = 0;
    let isAnswered = false;
    call.once('socket', (socket) => {
      bytesBefore = socket.bytesRead;
    });
    call.once('response', (answer) => {
      isAnswered = true;
      clock.answered(answer);
      answer.once('close', () => clock.stop());
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    call.on('error', (error) => {
      const isSilent = call.socket === null || call.socket.bytesRead === bytesBefore;
      reject(call.reusedSocket && isSilent ? staleOr(error) : failure(error));
    });
    call.once('close', () => {
      if (isAnswered) return;
      clock.stop();
      // Without an answer and without an error: an upgrade that nobody asked for.
      reject(failure(new Error('closed without an answer')));
    });
    if (typeof body === 'string') call.end(body);
    else {
      for (const piece of body) call.write(piece);
      call.end();
    }
  });
}

const sizeOf = (pieces: readonly (string | Uint8Array)[]): number =>
  pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);

const staleOr = (error: NodeJS.ErrnoException): Error =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE'
    ? new StaleConnection('stale', { cause: error })
    : failure(error);

/** What a broken connection, a malformed answer or a refused address becomes. */
export const failure = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('upstream_error', { cause: error });
