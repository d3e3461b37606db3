// What the wire formats of streams differ in: how an error is told late, and how a stream ends.
import type { ApiError } from '../errors/api-error.ts';
import { errorEnvelope } from '../errors/envelope.ts';
import { dataOf, frameOf, splitFrames } from '../http/sse.ts';
import type { Endpoint } from './endpoint.ts';

/** Embeddings do not stream. */
export type StreamEndpoint = Exclude<Endpoint, 'embeddings'>;

const DONE = '[DONE]';
const DONE_BYTES = Buffer.from(DONE);
const DONE_LINE = /(^|[\r\n])data: ?\[DONE\][ \t]*[\r\n]/;
export const DONE_FRAME = frameOf(DONE);

/** True when a block of whole frames has the frame that ends a chat stream, and not just its words. */
export const hasDone = (block: Buffer): boolean =>
  block.includes(DONE_BYTES) && DONE_LINE.test(block.toString('latin1'));

/**
 * The frames that tell an error once the status is out. `lastFrames`: what was sent last, for Responses clients
 * that count events.
 */
export function lateError(
  error: ApiError,
  endpoint: StreamEndpoint,
  requestId: string,
  lastFrames: Buffer,
): string {
  switch (endpoint) {
    case 'chat':
      return frameOf(JSON.stringify(errorEnvelope(error, 'openai', requestId))) + DONE_FRAME;
    case 'messages':
      return frameOf(JSON.stringify(errorEnvelope(error, 'anthropic', requestId)), 'error');
    case 'responses': {
      const { code, message, param } = error;
      // OpenAI documents flat fields; its own servers, and SDKs that raise, use the nested ones.
      const fields = {
        type: 'error',
        sequence_number: nextSequenceNumber(lastFrames),
        code,
        message,
        param,
        ...errorEnvelope(error, 'openai', requestId),
      };
      return frameOf(JSON.stringify(fields), 'error');
    }
  }
}

function nextSequenceNumber(lastFrames: Buffer): number {
  const matches = lastFrames.toString('latin1').matchAll(/"sequence_number":\s*(\d{1,15})/g);
  return Number([...matches].at(-1)?.[1] ?? -1) + 1;
}

/**
 * What is missing from a frame that the stream's end left open: nothing but line ends when its data is whole,
 * null when it was cut.
 */
export function completionOf(rest: Buffer): string | null {
  if (rest.length === 0) return '';
  const data = dataOf(rest);
  if (data === DONE) return '\n\n';
  if (data === null) return /^(:[^\r\n]*[\r\n]+)+$/.test(rest.toString('latin1')) ? '\n\n' : null;
  try {
    JSON.parse(data);
    return '\n\n';
  } catch {
    return null;
  }
}

const USAGE = Buffer.from('"usage"');

/** Takes the chunk out that has usage and no choices: it was asked for by us, not by the client. */
export function withoutUsageChunk(block: Buffer): Buffer {
  if (!mayHaveUsage(block)) return block;
  const frames = splitFrames(block);
  const shown = frames.filter((frame) => !isUsageChunk(frame));
  return shown.length === frames.length ? block : Buffer.concat(shown);
}

/** Cheap, on bytes: the other chunks say `"usage":null`, and in text the quotes are escaped. */
function mayHaveUsage(block: Buffer): boolean {
  let at = block.indexOf(USAGE);
  while (at >= 0) {
    const value = /^\s*:\s*(.)/.exec(block.toString('latin1', at + USAGE.length, at + 24))?.[1];
    if (value !== 'n') return true;
    at = block.indexOf(USAGE, at + USAGE.length);
  }
  return false;
}

function isUsageChunk(frame: Buffer): boolean {
  if (!mayHaveUsage(frame)) return false;
  try {
    const chunk = JSON.parse(dataOf(frame) ?? '') as { choices?: unknown; usage?: unknown };
    return Array.isArray(chunk.choices) && chunk.choices.length === 0 && isPresent(chunk.usage);
  } catch {
    return false;
  }
}

const isPresent = (value: unknown): boolean => value !== null && value !== undefined;
