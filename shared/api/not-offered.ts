// What clients ask for that this gateway does not serve: told by a sentence, so that nobody looks for a typing error.
import type { Dialect } from '../errors/envelope.ts';

const REST = 'proxy';
/** Every path of the data plane that no route has. */
export const ANY_OTHER_PATH = `/v1/{${REST}+}`;

/** By the beginning of the path under `/v1/`. */
const NOT_OFFERED: readonly (readonly [path: RegExp, what: string])[] = [
  [/^(?:files|uploads)(?:\/|$)/, 'files'],
  [/^(?:batches|messages\/batches)(?:\/|$)/, 'batches'],
  [/^vector_stores(?:\/|$)/, 'vector stores'],
  [/^fine_tuning(?:\/|$)/, 'fine-tuning'],
  [/^realtime(?:\/|$)/, 'realtime sessions'],
  [/^conversations(?:\/|$)/, "the conversations' own endpoints; a call may still go on in one"],
  [/^(?:assistants|threads)(?:\/|$)/, 'assistants'],
  [/^containers(?:\/|$)/, "the containers' own endpoints"],
  [/^chat\/completions\//, 'stored chat completions'],
  [/^videos(?:\/|$)/, 'videos'],
  [/^audio\//, 'this part of the audio endpoints'],
  [/^(?:skills|evals|graders)(?:\/|$)/, 'skills and evaluations'],
  [/^(?:organization|organizations)(?:\/|$)/, "the provider's administration"],
];

export type Asked = {
  /** The matched route's path. */
  readonly resource: string;
  readonly params: Readonly<Record<string, string | undefined>> | null;
};

/** Null: nothing is known of it, or it is a route. */
export function notOffered({ resource, params }: Asked): string | null {
  if (resource !== ANY_OTHER_PATH) return null;
  const path = params?.[REST] ?? '';
  const what = NOT_OFFERED.find(([pattern]) => pattern.test(path))?.[1];
  return what === undefined ? null : `This gateway does not offer ${what}.`;
}

/** Whose envelope a path without a route speaks; null: it is a route. */
export function dialectOfOther({ resource, params }: Asked): Dialect | null {
  if (resource !== ANY_OTHER_PATH) return null;
  return /^messages(?:\/|$)/.test(params?.[REST] ?? '') ? 'anthropic' : 'openai';
}
