// What an endpoint of the demo provider answers: one JSON value, or a paced stream of events.

export type JsonReply = {
  readonly kind: 'json';
  readonly status: number;
  readonly body: unknown;
};

export type StreamEvent = {
  /** The SSE event name; null: data only, as OpenAI's chat stream has it. */
  readonly event: string | null;
  readonly data: unknown;
};

type EventReply = {
  readonly kind: 'events';
  readonly events: readonly StreamEvent[];
  /** OpenAI's chat stream ends with `data: [DONE]`. */
  readonly done: boolean;
};

/** Anything else, piece by piece. */
type BytesReply = {
  readonly kind: 'bytes';
  readonly type: string;
  readonly pieces: readonly Buffer[];
};

export type Reply = JsonReply | EventReply | BytesReply;

export type Body = Readonly<Record<string, unknown>>;

export const json = (body: unknown, status = 200): JsonReply => ({ kind: 'json', status, body });

/** Refuses in OpenAI's words. */
export const openaiError = (
  status: number,
  message: string,
  code: string | null,
  param: string | null = null,
): JsonReply => json({ error: { message, type: 'invalid_request_error', param, code } }, status);

/** Refuses in Anthropic's words. */
export const anthropicError = (status: number, type: string, message: string): JsonReply =>
  json({ type: 'error', error: { type, message }, request_id: 'req_demo' }, status);

/** One SSE frame. */
export const frame = ({ event, data }: StreamEvent): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
