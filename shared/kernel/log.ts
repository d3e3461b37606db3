// Structured logs as an allow-list: an event has a name and fields of these types, nothing else can be written.

/** Field names are ours and values are ids, numbers, flags or fixed words: never text from a request or a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

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

/** Writes one JSON object a line through the given console; Lambda's JSON log format keeps it as it is. */
export function createLog(sink: Pick<Console, 'info' | 'warn' | 'error'>): Log {
  return {
    info: (event, fields = {}) => sink.info(JSON.stringify({ event, ...fields })),
    warn: (event, fields = {}) => sink.warn(JSON.stringify({ event, ...fields })),
    error: (event, fields = {}, cause = undefined) =>
      sink.error(
        JSON.stringify({ event, ...fields, ...(cause === undefined ? {} : describe(cause)) }),
      ),
  };
}
