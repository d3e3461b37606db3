// The frames of an event stream as rules read and write them.
import { ApiError } from '../../errors/api-error.ts';
import { dataOf, frameOf, splitFrames } from '../../http/sse.ts';
import { parseExactly } from '../../kernel/exact-json.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json-object.ts';
import { DONE } from '../../wire/stream-frames.ts';
import type { AnswerFormat } from './formats/answer-format.ts';

export type EventFrame =
  | { readonly kind: 'event'; readonly event: JsonObject }
  | { readonly kind: 'comment'; readonly bytes: Buffer }
  | { readonly kind: 'done' }
  /** Clients pay no attention to it. */
  | { readonly kind: 'empty' };

/** Throws ApiError `upstream_error` for data that is no JSON object: nobody can say what it tells. */
export function* readFrames(frames: Buffer): Generator<EventFrame> {
  for (const frame of splitFrames(frames)) {
    const data = dataOf(frame);
    if (data === DONE) yield { kind: 'done' };
    else if (data === null && isComment(frame)) yield { kind: 'comment', bytes: frame };
    else if (data === null || data.trim() === '') yield { kind: 'empty' };
    else yield { kind: 'event', event: readObject(data) };
  }
}

const isComment = (frame: Buffer): boolean =>
  frame
    .toString('latin1')
    .split(/[\r\n]+/)
    .every((line) => line === '' || line.startsWith(':'));

/** Throws ApiError `upstream_error`. */
export function readObject(json: string): JsonObject {
  const value = parse(json);
  if (!isJsonObject(value))
    throw new ApiError('upstream_error', { cause: new Error('an answer that cannot be read') });
  return value;
}

function parse(json: string): unknown {
  try {
    return parseExactly(json);
  } catch {
    return null;
  }
}

/** Names of events are their types: only those are known to be no text of a model's. */
export function writeFrame(told: JsonObject, format: AnswerFormat): string {
  format.numberEvent(told);
  const json = JSON.stringify(told);
  return format.namesEvents ? frameOf(json, String(told['type'])) : frameOf(json);
}
