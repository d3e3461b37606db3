// Undoes the encoding of a provider's answer: identity is asked for, and some servers and proxies encode all the same.
import { pipeline, type Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { ProviderAnswer } from './transport.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * The answer as it was before it was encoded, or as it came when the encoding is not known, or is more than one. Its
 * readers bound what they take, so a small answer that decodes to a large one is theirs to stop; a cut one is an error.
 */
export function decodedAnswer(answer: ProviderAnswer): ProviderAnswer {
  const { 'content-encoding': encoding = 'identity', ...headers } = answer.headers;
  const decoder = Object.hasOwn(DECODERS, encoding.trim().toLowerCase())
    ? DECODERS[encoding.trim().toLowerCase()]
    : undefined;
  if (decoder === undefined) return answer;
  const body = decoder();
  // Each ends the other; what went wrong is told by the decoded one.
  pipeline(answer.body, body, () => undefined);
  return { status: answer.status, headers, body };
}
