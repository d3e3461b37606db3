// The admin API as functions: names, paths and forms come from the operations, so that nothing is written twice.
import type * as z from 'zod/mini';
import {
  type AdminOperation,
  type AdminOperations,
  type AnswerOf,
  adminRoutes,
  type CreatingOperation,
} from '../shared/api/operations.ts';
import { AdminError } from './admin-error.ts';

/** `fetch`, or one that signs. Where a call is signed, and whether it is repeated, is its business. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

type IdsIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [N in Name]: string } & IdsIn<Rest>
  : unknown;
type Members<Name extends string, Form> = Form extends z.ZodMiniType
  ? { readonly [N in Name]: z.input<Form> }
  : unknown;
type QueryIn<Form extends z.ZodMiniType> = keyof z.input<Form> extends never
  ? unknown
  : { readonly query?: z.input<Form> };
type Method<O extends AdminOperation> = AdminOperations[O]['method'];

/** What a call takes: the ids in its path, `query`, `body`, and what makes it conditional or safe to repeat. */
type InputOf<O extends AdminOperation> = IdsIn<AdminOperations[O]['path']> &
  QueryIn<AdminOperations[O]['query']> &
  Members<'body', AdminOperations[O]['body']> &
  (Method<O> extends 'PATCH' | 'PUT' ? { readonly ifMatch?: string } : unknown) &
  (O extends CreatingOperation ? { readonly idempotencyKey?: string } : unknown);

/** Throws AdminError for every answer but a success, and what `send` throws. */
export type AdminClient = {
  readonly [O in AdminOperation]: (input: InputOf<O>) => Promise<AnswerOf<O>>;
};

type AnyInput = Readonly<Record<string, unknown>> & {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
};

/** `adminUrl` ends before `/api/v1`. */
export function createAdminClient(adminUrl: string, send: Send): AdminClient {
  const operations = adminRoutes.map(({ operation, method, path }) => [
    operation,
    async (input: AnyInput): Promise<unknown> => {
      const url = `${adminUrl}${pathOf(path, input)}${searchOf(input.query ?? {})}`;
      const response = await send(url, { method, ...contentOf(input) });
      const text = await response.text();
      if (response.ok) return text === '' ? null : JSON.parse(text);
      throw new AdminError(`${method} ${path}`, response.status, text);
    },
  ]);
  return Object.fromEntries(operations) as AdminClient;
}

const pathOf = (path: string, input: AnyInput): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));

/** In alphabetical order, as signers expect it. */
function searchOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      return `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
    });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function contentOf({ body, ifMatch, idempotencyKey }: AnyInput): RequestInit {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  return { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}
