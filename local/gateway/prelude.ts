// Splits a streamed response into its metadata, up to eight NUL bytes, and the body behind them.
import type { Readable } from 'node:stream';
import { type ResponseHead, readHead } from './function-response.ts';

export type StreamedResponse = {
  readonly head: ResponseHead;
  /** Bytes of the body that came with the metadata; the rest is still in the stream. */
  readonly first: Buffer;
};

const DELIMITER = Buffer.alloc(8);
/** API Gateway wants the delimiter within the first 16 KB. */
const MAX_PRELUDE_BYTES = 16 * 1024;

/** Null when the stream ends, fails or grows too long before there are valid metadata. Leaves the stream paused. */
export function readPrelude(stream: Readable): Promise<StreamedResponse | null> {
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    const finish = (response: StreamedResponse | null): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onEnd).off('close', onEnd);
      stream.pause();
      resolve(response);
    };
    const onEnd = (): void => finish(null);
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(DELIMITER);
      if (at >= 0) finish(parse(seen, at));
      else if (seen.length > MAX_PRELUDE_BYTES) finish(null);
    };
    stream.on('data', onData).on('end', onEnd).on('error', onEnd).on('close', onEnd);
  });
}

function parse(seen: Buffer, at: number): StreamedResponse | null {
  try {
    const head = readHead(JSON.parse(seen.subarray(0, at).toString('utf8')));
    return head === null ? null : { head, first: seen.subarray(at + DELIMITER.length) };
  } catch {
    return null;
  }
}
