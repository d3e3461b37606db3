// A behaviour of the mock provider: what it saw, and how it answers.
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

export type SeenRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The same as it came. */
  readonly bytes: Buffer;
  /** Resolves when the answer is out (`true`) or the caller hung up before (`false`). */
  readonly ended: Promise<boolean>;
};

export type Script = (request: SeenRequest, response: ServerResponse) => unknown;
