// Passes sound on as it comes, at its reader's pace; nothing of it can be told apart, so a failure breaks it off.
import { pipeline, type Readable, Transform } from 'node:stream';
import type { Log } from '../kernel/log.ts';
import type { CallWatch } from '../wire/call-watch.ts';
import type { ProviderToken } from './provider-token.ts';
import { RELAY_LIMITS } from './relay.ts';
import { failure } from './transport/transport.ts';

export type SoundOptions = {
  readonly token: ProviderToken;
  readonly requestId: string;
  readonly log: Log;
  readonly watch: Pick<CallWatch, 'streamEnded'>;
};

/**
 * Emits `error` when the provider fails or repeats its token, so that the connection is cut and no client takes half
 * of it for all. Destroying the result ends the provider call at once.
 */
export function relaySound(source: Readable, options: SoundOptions): Readable {
  const { token, requestId, log, watch } = options;
  const secret = Buffer.from(token.reveal(), 'latin1');
  let passedBytes = 0;
  /** The end of what has passed: a token may be cut in two. */
  let tail = Buffer.alloc(0);
  /** Closed without an error, which happens when all is told, too. */
  let isClosed = false;
  const output = new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      const seen = Buffer.concat([tail, chunk]);
      tail = seen.subarray(Math.max(0, seen.length - secret.length + 1));
      passedBytes += chunk.length;
      if (seen.includes(secret)) pass(new Error('sound with the token in it'));
      else if (passedBytes > RELAY_LIMITS.maxStreamBytes) pass(new Error('sound too large'));
      else pass(null, chunk);
    },
    destroy: (error, done) => {
      isClosed = error === null;
      done(error);
    },
  });
  pipeline(source, output, (error) => {
    if (error === null || error === undefined) watch.streamEnded('complete');
    else if (isClosed) watch.streamEnded('aborted');
    else {
      const told = failure(error);
      log.error('stream_failed', { requestId, code: told.code }, told.cause ?? told);
      watch.streamEnded('failed');
    }
  });
  return output;
}
