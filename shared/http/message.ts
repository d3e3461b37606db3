// A request and a response as the product sees them, whatever server stands in front.
import type { Readable } from 'node:stream';
import { BINARY_MEDIA_TYPE } from '../contracts/binary-media-type.ts';

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
  /** Null: none, or one that is not text. */
  readonly body: string | null;
  /** A body of a media type that the gateway passes as bytes; null: none. */
  readonly binary: Buffer | null;
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

/** `contentType`: a header's value, parameters included. */
export const isBinaryType = (contentType: string): boolean =>
  contentType.split(';', 1)[0]?.trim().toLowerCase() === BINARY_MEDIA_TYPE;

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
