// What a policy says to a provider's answer, as whoever passes it on sees it. Without one, answers pass byte by byte.
import type { ApiError } from '../errors/api-error.ts';

export type AnswerGuard = {
  /** A whole answer, JSON unless it is said to be text. Rejects when it cannot be judged; nothing of it may then be sent. */
  readonly whole: (answer: Buffer, form?: 'json' | 'text') => Promise<GuardedAnswer>;
  /** A provider's error, JSON: it may quote what the model wrote. Throws like `whole`. */
  readonly failure: (body: Buffer) => Buffer;
  /** One for each stream. */
  readonly openStream: () => GuardedStream;
};

export type GuardedAnswer =
  | { readonly kind: 'allowed'; readonly bytes: Buffer }
  | { readonly kind: 'blocked'; readonly error: ApiError };

/** Once it has ended, only `close` may be called. */
export type GuardedStream = {
  /** Takes whole frames. */
  readonly push: (frames: Buffer) => GuardedFrames;
  /** The provider has said everything. */
  readonly finish: () => Promise<GuardedFrames>;
  /** However the stream ended, once. Never throws. */
  readonly close: () => void;
};

export type GuardedFrames = {
  /** What may be sent now, whole frames. */
  readonly frames: Buffer;
  /**
   * The error that ends the stream after these frames: `response_blocked`, or why it cannot be judged, and then nothing
   * that was held is sent. Null: it goes on.
   */
  readonly end: ApiError | null;
};
