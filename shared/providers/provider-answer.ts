// From a provider's answer to ours: JSON whole, event streams as they come, anything else is the provider's failure.
import { ApiError } from '../errors/api-error.ts';
import { headersFromProvider } from '../http/allowed-headers.ts';
import type { HttpResponse } from '../http/message.ts';
import type { Log } from '../kernel/log.ts';
import { isWholeJson } from '../kernel/whole-json.ts';
import type { AnswerGuard } from '../wire/answer-guard.ts';
import type { AnswerRecorder } from '../wire/answer-recorder.ts';
import { type CallWatch, callFailure } from '../wire/call-watch.ts';
import { streams } from '../wire/surfaces.ts';
import { isUsageHidden, type ModelCall } from './model-call.ts';
import type { ProviderToken } from './provider-token.ts';
import { redact, redactJson } from './redact.ts';
import { relayStream } from './relay.ts';
import { collect } from './transport/collect.ts';
import { decodedAnswer } from './transport/decoded-answer.ts';
import type { ProviderAnswer } from './transport/transport.ts';

export type AnswerContext = {
  readonly token: ProviderToken;
  readonly requestId: string;
  readonly log: Log;
  readonly watch: CallWatch;
  readonly guard: AnswerGuard | null;
  readonly recorder: AnswerRecorder | null;
};

/** 2,048 embeddings of 3,072 dimensions in base64 have 34 MB. */
const MAX_ANSWER_BYTES = 40 * 1024 * 1024;
const MAX_ERROR_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
/** Some servers say this of their JSON; whether it is any is seen when it is read. */
const PLAIN_TYPE = /^text\/plain\s*(?:;|$)/i;
const mayBeJson = (type: string): boolean => JSON_TYPE.test(type) || PLAIN_TYPE.test(type);
/** Clients take it for their own proxy's. */
const BREAKS_CONNECTIONS = new Set([407]);
const SSE_TYPE = /^text\/event-stream\s*(?:;|$)/i;

/** Throws ApiError `upstream_error`, `upstream_timeout` or `response_blocked`; the body is then destroyed. */
export async function toResponse(
  encoded: ProviderAnswer,
  call: ModelCall,
  context: AnswerContext,
): Promise<HttpResponse> {
  const answer = decodedAnswer(encoded);
  switch (kindOf(answer)) {
    case 'stream':
      return streamResponse(answer, call, context);
    case 'json': {
      const bytes = await collect(answer.body, MAX_ANSWER_BYTES);
      // An answer is whole, or it is an error: one that ends inside its JSON was cut.
      if (!isWholeJson(bytes)) throw unusable(answer);
      const shown = await judged(bytes, context);
      await context.recorder?.whole(bytes);
      return jsonBytes(answer, redact(shown, context.token), context);
    }
    case 'error': {
      const response = jsonBytes(answer, await errorBytes(answer, context), context);
      context.watch.failed(callFailure(answer.status, null));
      return response;
    }
    case 'unusable':
      answer.body.destroy();
      throw unusable(answer);
  }
}

const unusable = ({ status }: ProviderAnswer): ApiError =>
  new ApiError('upstream_error', { cause: new Error(`unusable answer with status ${status}`) });

/** What the policy leaves of an answer. */
async function judged(bytes: Buffer, { guard, watch }: AnswerContext): Promise<Buffer> {
  const answer = await guard?.whole(bytes);
  watch.answered(bytes, answer?.kind === 'blocked' ? 'blocked' : 'complete');
  if (answer?.kind === 'blocked') throw answer.error;
  return answer?.bytes ?? bytes;
}

/** A redirect is never followed: it would take the token to an address that nobody has checked. */
function kindOf({ status, headers }: ProviderAnswer): 'stream' | 'json' | 'error' | 'unusable' {
  const type = headers['content-type'] ?? '';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return 'unusable';
  if (status >= 200 && status < 300) {
    if (SSE_TYPE.test(type)) return 'stream';
    return mayBeJson(type) ? 'json' : 'unusable';
  }
  const mayPass = status >= 400 && status < 600 && !BREAKS_CONNECTIONS.has(status);
  return mayPass && mayBeJson(type) ? 'error' : 'unusable';
}

async function errorBytes(
  { body }: ProviderAnswer,
  { token, guard }: AnswerContext,
): Promise<Buffer> {
  const bytes = redactJson(await collect(body, MAX_ERROR_BYTES), token);
  if (bytes === null)
    throw new ApiError('upstream_error', { cause: new Error('an error that is not JSON') });
  return guard === null ? bytes : redact(guard.failure(bytes), token);
}

/** The provider's own bytes: they need not be good UTF-8. */
const jsonBytes = (
  { status, headers }: ProviderAnswer,
  bytes: Buffer,
  { token }: AnswerContext,
): HttpResponse => ({
  status,
  headers: {
    ...headersFromProvider(headers, token.reveal()),
    'content-type': 'application/json',
  },
  body: bytes,
});

function streamResponse(
  { status, headers, body }: ProviderAnswer,
  call: ModelCall,
  { token, requestId, log, watch, guard, recorder }: AnswerContext,
): HttpResponse {
  const { endpoint } = call;
  // Nobody asked for it, and no client could tell its end.
  if (!streams(endpoint)) {
    body.destroy();
    throw new ApiError('upstream_error', { cause: new Error(`${endpoint} as a stream`) });
  }
  return {
    status,
    headers: {
      ...headersFromProvider(headers, token.reveal()),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    },
    body: relayStream(recorder?.stream(body) ?? body, {
      endpoint,
      hideUsage: isUsageHidden(call),
      token,
      requestId,
      log,
      watch,
      guard: guard?.openStream() ?? null,
    }),
  };
}
