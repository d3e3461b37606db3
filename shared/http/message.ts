// A request and a response as the product sees them, whatever server stands in front.
import type { Readable } from 'node:stream';

export type HttpRequest = {
  readonly method: string;
  /** The matched route's path, parameters in braces; never the raw URL. */
  readonly resource: string;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  /** Every value of each query parameter, decoded. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Lower-case names; every value of each header. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Null: no body. */
  readonly body: string | null;
  readonly requestId: string;
  /** The address the gateway saw; no header can change it. */
  readonly sourceIp: string;
};

export type HttpResponse = {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
};

/** The only value of a header, or null when it is absent or repeated. */
export function singleHeader(request: HttpRequest, name: string): string | null {
  const values = request.headers[name];
  return values?.length === 1 ? (values[0] ?? null) : null;
}

export const jsonResponse = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const noContent = (): HttpResponse => ({ status: 204, headers: {}, body: '' });
