// Structured logs as an allow-list: an event has a name and fields of these types, nothing else can be written.

/** Field names are ours and values are ids, numbers, flags or fixed words: never text from a request or a secret. */
type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `cause` adds the error's class and its stack frames, but not its message, which may quote input. */
  error(event: string, fields?: LogFields, cause?: unknown): void;
};

const describe = (cause: unknown): LogFields =>
  cause instanceof Error
    ? {
        errorName: cause.name,
        errorFrames: (cause.stack ?? '').split('\n    at ').slice(1, 8).join(' < '),
      }
    : { errorName: typeof cause };

/** Where entries go: a console, or a test's list. */
export type LogSink = { readonly [Level in 'info' | 'warn' | 'error']: (entry: object) => void };

/** Hands entries over as objects: Lambda's JSON log format nests them as `message`, so their fields can be queried. */
export function createLog(sink: LogSink): Log {
  return {
    info: (event, fields = {}) => sink.info({ event, ...fields }),
    warn: (event, fields = {}) => sink.warn({ event, ...fields }),
    error: (event, fields = {}, cause = undefined) =>
      sink.error({ event, ...fields, ...(cause === undefined ? {} : describe(cause)) }),
  };
}
