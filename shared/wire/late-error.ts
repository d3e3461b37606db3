// How OpenAI's streams of typed events tell an error once the status is out.
import type { ApiError } from '../errors/api-error.ts';
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';

/** By the event's name and by its member `error`: its SDKs look at either. */
export const typedLateError = (error: ApiError, requestId: string): string =>
  frameOf(JSON.stringify({ type: 'error', ...errorEnvelope(error, 'openai', requestId) }), 'error');
