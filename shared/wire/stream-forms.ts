// OpenAI's two forms of streams: what ends them, what they count, and how they tell an error once the status is out.
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';
import { DONE_FRAME } from './stream-frames.ts';
import type { Surface } from './surface.ts';

type StreamForm = NonNullable<Surface['stream']>;

/** Of chunks without a type. An error is a chunk, with the end behind it that SDKs wait for. */
export const chunkStream = {
  doneFrame: DONE_FRAME,
  hasUsageChunk: true,
  lateError: (error, requestId) =>
    frameOf(JSON.stringify(errorEnvelope(error, 'openai', requestId))) + DONE_FRAME,
} as const satisfies StreamForm;

/** Of typed events. An error has the event's name and the member `error`: SDKs look at either. */
export const typedStream = {
  doneFrame: null,
  hasUsageChunk: false,
  lateError: (error, requestId) =>
    frameOf(
      JSON.stringify({ type: 'error', ...errorEnvelope(error, 'openai', requestId) }),
      'error',
    ),
} as const satisfies StreamForm;
