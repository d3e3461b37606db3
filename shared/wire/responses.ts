// OpenAI's responses.
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';
import { isObject } from '../kernel/is-object.ts';
import type { Surface } from './surface.ts';

export const responses = {
  operation: 'createResponse',
  path: '/v1/responses',
  summary: 'OpenAI response, buffered or streamed',
  dialect: 'openai',
  providerPath: { openai: '/responses', anthropic: null },
  request: { kind: 'json' },
  // It may take its input from a stored prompt or an earlier response.
  conversation: { field: 'input', isRequired: false, holds: 'either', hasTurns: true },
  mayOmitModel: false,
  stream: {
    doneFrame: null,
    hasUsageChunk: false,
    // OpenAI documents flat fields; its own servers, and SDKs that raise, use the nested ones.
    lateError: (error, requestId, lastFrames) => {
      const { code, message, param } = error;
      const sequence_number = nextSequenceNumber(lastFrames);
      const flat = { type: 'error', sequence_number, code, message, param };
      const fields = { ...flat, ...errorEnvelope(error, 'openai', requestId) };
      return frameOf(JSON.stringify(fields), 'error');
    },
  },
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  // Stored unless told not to.
  kept: { mayBeMade: () => true, marks: ['"response"'], namesIn },
} as const satisfies Surface;

/** An earlier conversation in fewer tokens: items for the next call, which the provider does not keep. */
export const compaction = {
  ...responses,
  operation: 'compactResponse',
  path: '/v1/responses/compact',
  summary: 'OpenAI response: a conversation in fewer tokens',
  providerPath: { openai: '/responses/compact', anthropic: null },
  stream: null,
  kept: null,
} as const satisfies Surface;

export const inputTokens = {
  ...responses,
  operation: 'countInputTokens',
  path: '/v1/responses/input_tokens',
  summary: 'Tokens of an OpenAI response; counts as no call',
  providerPath: { openai: '/responses/input_tokens', anthropic: null },
  mayOmitModel: true,
  stream: null,
  answersWithText: false,
  isCounted: false,
  kept: null,
} as const satisfies Surface;

/** Its clients count events. */
function nextSequenceNumber(lastFrames: Buffer): number {
  const matches = lastFrames.toString('latin1').matchAll(/"sequence_number":\s*(\d{1,15})/g);
  return Number([...matches].at(-1)?.[1] ?? -1) + 1;
}

/** Of a whole response, or of an event that has one inside. */
function namesIn(answer: Readonly<Record<string, unknown>>): unknown[] {
  const response = isObject(answer['response']) ? answer['response'] : answer;
  const { conversation, id, output, store } = response;
  const own = isObject(conversation) ? [conversation['id']] : [];
  if (response['object'] !== 'response' || store === false) return own;
  const items = Array.isArray(output)
    ? output.map((item) => (isObject(item) ? item['id'] : null))
    : [];
  return [...own, id, ...items];
}
