// An operation of the admin plane is one entry: its route, what it takes and gives, what it refuses, what it means.
import * as z from 'zod/mini';
import type { Action } from '../audit/event.ts';
import type { ErrorCode } from '../errors/catalog.ts';
import { bodyErrors } from './body-errors.ts';
import type { Method, RouteBase } from './route.ts';

/** What an operation takes and gives on the wire: the handler and the OpenAPI document read the same. */
export type WireForm = {
  readonly query: z.ZodMiniType;
  /** Null: none. A body is required where there is a schema for one, and ignored where there is none. */
  readonly body: z.ZodMiniType | null;
  /** Null: none. */
  readonly answer: z.ZodMiniType | null;
  /** A body of `text/plain` is taken, too: it is the body's `text`, and the query holds the other members. */
  readonly takesText?: true;
  /** To a repeated request with the same Idempotency-Key. Only operations that create something have it. */
  readonly replay?: z.ZodMiniType;
};

type Meaning = {
  readonly summary: string;
  /** What it can answer besides `commonErrors` of the plane. */
  readonly errors: readonly ErrorCode[];
  /** 200 unless given. */
  readonly success?: number;
  /** What an operator should know beyond the schemas. */
  readonly note?: string;
};
type Reading = Meaning & Pick<WireForm, 'answer'> & { readonly query?: z.ZodMiniType };
type Changing = Reading &
  Pick<WireForm, 'takesText' | 'replay'> & {
    readonly body?: z.ZodMiniType;
    /** As the audit names what it does, also when it is refused; null: it changes nothing. */
    readonly action: Action | null;
  };

const noQuery = z.strictObject({});

type Given<S, Name extends string, Otherwise> = S extends { readonly [N in Name]: infer Value }
  ? Value
  : Otherwise;

export type OperationEntry = RouteBase &
  WireForm & { readonly action: Action | null; readonly note?: string };
type EntryOf<M extends Method, P extends string, S extends Reading> = Omit<
  OperationEntry,
  'method' | 'path' | 'query' | 'body' | 'answer' | 'replay'
> & {
  readonly method: M;
  readonly path: P;
  readonly query: Given<S, 'query', typeof noQuery>;
  readonly body: Given<S, 'body', null>;
  readonly answer: S['answer'];
} & (S extends { readonly replay: infer Replay } ? { readonly replay: Replay } : unknown);

// Type parameters keep the literals, so that a map of operations is checked to be complete.
const entry = <M extends Method, P extends string, S extends Reading>(
  method: M,
  path: P,
  spec: S,
) =>
  ({
    method,
    path,
    success: 200,
    query: noQuery,
    body: null,
    action: null,
    ...spec,
  }) as unknown as EntryOf<M, P, S>;

export const get = <const P extends string, const S extends Reading>(path: P, spec: S) =>
  entry('GET', path, spec);
export const post = <const P extends string, const S extends Changing>(path: P, spec: S) =>
  entry('POST', path, spec);
export const put = <const P extends string, const S extends Changing>(path: P, spec: S) =>
  entry('PUT', path, spec);
export const patch = <const P extends string, const S extends Changing>(path: P, spec: S) =>
  entry('PATCH', path, spec);
/** Answers with nothing but its status. */
export const remove = <const P extends string, const S extends Omit<Changing, 'answer'>>(
  path: P,
  spec: S,
) => entry('DELETE', path, { success: 204, answer: null, ...spec });

/** What every creating operation, which takes an Idempotency-Key, can answer. */
export const createErrors = [
  ...bodyErrors,
  'idempotency_key_reused',
  'idempotency_key_in_use',
] as const;

/** What every changing operation, which takes If-Match, can answer. */
export const changeErrors = [...bodyErrors, 'revision_mismatch', 'concurrent_change'] as const;

/** The note of every list. */
export const LAGGING =
  'Newest first. What was created a moment ago may be missing for about a second.';
