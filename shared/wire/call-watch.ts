// What a call to a provider tells whoever counts it. Nothing here waits, throws or changes the call.

/** Of a stream. `aborted`: the client left; `blocked`: a policy ended it. */
export type StreamEnd = 'complete' | 'failed' | 'aborted' | 'blocked';

/** The first end counts; nothing is told after it. */
export type CallWatch = {
  /** A whole answer as the provider gave it. `blocked`: a policy kept it from the client. */
  readonly answered: (body: Buffer, end: 'complete' | 'blocked') => void;
  /** Whole frames of a stream as the provider sent them, the hidden ones, too. */
  readonly streamed: (frames: Buffer) => void;
  readonly streamEnded: (end: StreamEnd) => void;
  readonly failed: (failure: CallFailure) => void;
};

export type CallFailure = {
  /** Null: the provider gave no answer. */
  readonly status: number | null;
  /** True when the provider may have done the work all the same. */
  readonly mayHaveWorked: boolean;
};

/** `error`: why there is no answer of ours; `status`: what the provider said before, null when nothing. */
export const callFailure = (status: number | null, error: unknown): CallFailure => ({
  status,
  mayHaveWorked: status === null ? !reachedNobody(error) : status < 300,
});

/** No connection, so no request left. */
const NO_CONNECTION = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);

function reachedNobody(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : null;
  return NO_CONNECTION.has(cause?.code ?? '');
}
