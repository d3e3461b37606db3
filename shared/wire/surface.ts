// A surface: one endpoint that carries a model call, and everything in which it differs from the others.
import type { ApiError } from '../errors/api-error.ts';
import type { Dialect } from '../errors/envelope.ts';

export type Surface = {
  /** The route: all of them are POST. */
  readonly operation: string;
  readonly path: `/v1/${string}`;
  readonly summary: string;
  /** Whose wire format it speaks. */
  readonly dialect: Dialect;
  /** Its path under the base URL of a provider that speaks that wire; null: such a provider does not serve it. */
  readonly providerPath: Readonly<Record<Dialect, string | null>>;
  readonly request: RequestForm;
  readonly conversation: Conversation;
  /** Who names no model leaves the choice to the provider, which is then OpenAI. */
  readonly mayOmitModel: boolean;
  /** Null: it never streams. */
  readonly stream: StreamForm | null;
  /** False: answers are numbers or sound; only their errors have text. */
  readonly answersWithText: boolean;
  /** What its answers may be besides JSON and event streams: plain text, or sound that is passed on as it comes. */
  readonly otherAnswers: 'text' | 'sound' | null;
  /** False: it is no model call to usage and limits. */
  readonly isCounted: boolean;
  /** Null: a provider keeps nothing of it. */
  readonly kept: KeptObjects | null;
};

type JsonObject = Readonly<Record<string, unknown>>;

/** What a provider keeps of a call under the account whose token was used. */
export type KeptObjects = {
  /** False: the answer to such a request tells of none. */
  readonly mayBeMade: (body: JsonObject) => boolean;
  /** One of them stands in every answer and event that tells of any; none: all have to be read. */
  readonly marks: readonly string[];
  /** Names that stand where only this surface has them; those of containers and files are found anywhere. */
  readonly namesIn: (answer: JsonObject, body: JsonObject) => readonly unknown[];
};

/** `files`: names of parts that may be files, without brackets. */
type RequestForm =
  | { readonly kind: 'json' }
  | { readonly kind: 'form' | 'json-or-form'; readonly files: readonly string[] };

/** Where a request has what the model is to answer. */
type Conversation = {
  readonly field: 'messages' | 'input' | 'prompt';
  readonly isRequired: boolean;
  /** A single text, a list, or either of them. */
  readonly holds: 'text' | 'list' | 'either';
  /** Its entries are messages and items of a conversation, the newest last; otherwise texts or token numbers. */
  readonly hasTurns: boolean;
};

export type StreamForm = {
  /** What ends a stream that went well, besides its own last event; null: nothing. */
  readonly doneFrame: string | null;
  /** Usage comes in a chunk of its own, to who asks for it by `stream_options.include_usage`. */
  readonly hasUsageChunk: boolean;
  /** The frames that tell an error once the status is out. `lastFrames`: what was sent last. */
  readonly lateError: (error: ApiError, requestId: string, lastFrames: Buffer) => string;
};
