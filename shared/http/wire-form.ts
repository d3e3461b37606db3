// What an operation takes and gives on the wire, as schemas: the handler and the OpenAPI document read the same.
import * as z from 'zod/mini';

/** Null: none. A body is required where there is a schema for one, and ignored where there is none. */
export type WireForm = {
  readonly query: z.ZodMiniType;
  readonly body: z.ZodMiniType | null;
  readonly answer: z.ZodMiniType | null;
  /** A body of `text/plain` is taken, too: it is the body's `text`, and the query holds the other members. */
  readonly takesText?: true;
  /** To a repeated request with the same Idempotency-Key. Only operations that create something have it. */
  readonly replay?: z.ZodMiniType;
};

/** What a schema gives; null for none. */
export type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : null;

export const noQuery = z.strictObject({});
