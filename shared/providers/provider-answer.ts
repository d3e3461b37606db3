// From a provider's answer to ours: JSON whole, event streams as they come, anything else is the provider's failure.
import { ApiError } from '../errors/api-error.ts';
import { headersFromProvider, UPSTREAM_ID } from '../http/allowed-headers.ts';
import type { HttpResponse } from '../http/message.ts';
import type { Log } from '../kernel/log.ts';
import { isWholeJson } from '../kernel/whole-json.ts';
import type { AnswerGuard } from '../wire/answer-guard.ts';
import type { AnswerRecorder } from '../wire/answer-recorder.ts';
import { type CallWatch, callFailure } from '../wire/call-watch.ts';
import { streams, surfaceNamed } from '../wire/surfaces.ts';
import { isUsageHidden, type ModelCall } from './model-call.ts';
import type { ProviderToken } from './provider-token.ts';
import { redact, redactJson } from './redact.ts';
import { relayStream } from './relay.ts';
import { relaySound } from './relay-sound.ts';
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

const SSE_TYPE = /^text\/event-stream\s*(?:;|$)/i;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
/** Some servers say this of their JSON; whether it is any is seen when it is read. */
const PLAIN_TYPE = /^text\/plain\s*(?:;|$)/i;
/** Transcripts and subtitles. */
const TEXT_TYPE =
  /^(?:text\/(?:plain|vtt|srt)|application\/(?:x-subrip|srt))\s*(?:;\s*charset\s*=\s*"?[\w-]{1,20}"?\s*)?$/i;
const SOUND_TYPE =
  /^(?:audio\/[\w.+-]{1,64}|application\/octet-stream)(?:\s*;\s*[\w-]{1,20}=[\w."-]{1,40}){0,4}$/i;
const JSON_BODY = 'application/json';
const mayBeJson = (type: string): boolean => JSON_TYPE.test(type) || PLAIN_TYPE.test(type);
const mayBeText = (type: string, { endpoint }: ModelCall): boolean =>
  surfaceNamed(endpoint).otherAnswers === 'text' && TEXT_TYPE.test(type);
/** Clients take it for their own proxy's. */
const BREAKS_CONNECTIONS = new Set([407]);

/** Throws ApiError `upstream_error`, `upstream_timeout` or `response_blocked`; the body is then destroyed. */
export async function toResponse(
  encoded: ProviderAnswer,
  call: ModelCall,
  context: AnswerContext,
): Promise<HttpResponse> {
  const answer = decodedAnswer(encoded);
  switch (kindOf(answer, call)) {
    case 'stream':
      return streamResponse(answer, call, context);
    case 'whole':
      return wholeResponse(answer, call, context);
    case 'sound':
      return soundResponse(answer, context);
    case 'error': {
      const bytes = await errorBytes(answer, context);
      const response = bytesResponse(answer, bytes, JSON_BODY, context);
      noteError(response, context);
      context.watch.failed(callFailure(answer.status, null));
      return response;
    }
    case 'unusable':
      answer.body.destroy();
      throw unusable(answer);
  }
}

/** What the provider's support asks for. */
function noteError({ status, headers }: HttpResponse, { log, requestId }: AnswerContext): void {
  const upstreamRequestId = headers[UPSTREAM_ID] ?? null;
  log.warn('provider_error', { requestId, status, upstreamRequestId });
}

const unusable = ({ status }: ProviderAnswer): ApiError =>
  new ApiError('upstream_error', { cause: new Error(`unusable answer with status ${status}`) });

async function wholeResponse(
  answer: ProviderAnswer,
  call: ModelCall,
  context: AnswerContext,
): Promise<HttpResponse> {
  const bytes = await collect(answer.body, MAX_ANSWER_BYTES);
  // An answer is whole, or it is an error: one that ends inside its JSON was cut.
  const form = isWholeJson(bytes) ? 'json' : 'text';
  const type = answer.headers['content-type'] ?? '';
  if (form === 'text' && !mayBeText(type, call)) throw unusable(answer);
  const shown = redact(await judged(bytes, form, context), context.token);
  await context.recorder?.whole(bytes);
  return bytesResponse(answer, shown, form === 'json' ? JSON_BODY : type, context);
}

/** What the policy leaves of an answer. */
async function judged(
  bytes: Buffer,
  form: 'json' | 'text',
  { guard, watch }: AnswerContext,
): Promise<Buffer> {
  const answer = await guard?.whole(bytes, form);
  watch.answered(bytes, answer?.kind === 'blocked' ? 'blocked' : 'complete');
  if (answer?.kind === 'blocked') throw answer.error;
  return answer?.bytes ?? bytes;
}

/** A redirect is never followed: it would take the token to an address that nobody has checked. */
function kindOf(
  { status, headers }: ProviderAnswer,
  call: ModelCall,
): 'stream' | 'whole' | 'sound' | 'error' | 'unusable' {
  const type = headers['content-type'] ?? '';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return 'unusable';
  if (status >= 200 && status < 300) {
    if (SSE_TYPE.test(type)) return 'stream';
    if (surfaceNamed(call.endpoint).otherAnswers === 'sound' && SOUND_TYPE.test(type))
      return 'sound';
    return mayBeJson(type) || mayBeText(type, call) ? 'whole' : 'unusable';
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
const bytesResponse = (
  { status, headers }: ProviderAnswer,
  bytes: Buffer,
  type: string,
  { token }: AnswerContext,
): HttpResponse => ({
  status,
  headers: {
    ...headersFromProvider(headers, token.reveal()),
    'content-type': type,
  },
  body: bytes,
});

const soundResponse = (
  { status, headers, body }: ProviderAnswer,
  context: AnswerContext,
): HttpResponse => ({
  status,
  headers: {
    ...headersFromProvider(headers, context.token.reveal()),
    'content-type': headers['content-type'] ?? '',
  },
  body: relaySound(body, context),
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
