// Reads a provider's buffered answer whole, within a limit, so that a cut one is an error and not half an answer.
import type { Readable } from 'node:stream';
import { ApiError } from '../../errors/api-error.ts';
import { failure } from './transport.ts';

/** Rejects with ApiError `upstream_error` when the body breaks or is larger, `upstream_timeout` when it stalls. */
export const collect = (body: Readable, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else body.destroy(new ApiError('upstream_error', { cause: new Error('answer too large') }));
    });
    body.once('end', () => resolve(Buffer.concat(chunks, size)));
    body.once('error', (error) => reject(failure(error)));
    body.once('close', () => {
      if (!body.readableEnded) reject(failure(new Error('answer was cut')));
    });
  });
