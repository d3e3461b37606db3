// From API Gateway's proxy event to the product's request.

import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ApiError } from '../../shared/errors/api-error.ts';
import { type HttpRequest, isBinaryType } from '../../shared/http/message.ts';

type ValueLists = Readonly<Record<string, string[] | undefined>> | null;

export function toHttpRequest(event: APIGatewayProxyEvent): HttpRequest {
  const headers = lists(event.multiValueHeaders, (name) => name.toLowerCase());
  return {
    method: event.httpMethod,
    resource: event.resource,
    params: decodeParams(event.pathParameters),
    query: lists(event.multiValueQueryStringParameters, (name) => name),
    headers,
    ...bodyOf(event, headers['content-type']?.[0] ?? ''),
    requestId: event.requestContext.requestId,
    sourceIp: event.requestContext.identity.sourceIp,
  };
}

/** Merges names that fold together, so that `Authorization` and `authorization` count as repeated. */
function lists(source: ValueLists, fold: (name: string) => string): Record<string, string[]> {
  const result: Record<string, string[]> = Object.create(null);
  for (const [name, values] of Object.entries(source ?? {})) {
    const key = fold(name);
    const before = result[key];
    result[key] = before === undefined ? (values ?? []) : [...before, ...(values ?? [])];
  }
  return result;
}

/** API Gateway passes path parameters as they stood in the URL. */
function decodeParams(source: APIGatewayProxyEvent['pathParameters']): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(source ?? {})) {
    try {
      result[name] = decodeURIComponent(value ?? '');
    } catch {
      throw new ApiError('not_found');
    }
  }
  return result;
}

/** A multiple of 3, so that each step is a whole number of base64's groups. */
const STEP_BYTES = 48 * 1024;

/** Step by step: an upload's base64 is not written out a second time to be compared. */
function isBase64Of(bytes: Buffer, text: string): boolean {
  if (text.length !== Math.ceil(bytes.length / 3) * 4) return false;
  for (let start = 0; start < bytes.length; start += STEP_BYTES)
    if (!text.startsWith(bytes.toString('base64', start, start + STEP_BYTES), (start / 3) * 4))
      return false;
  return true;
}

/** Multipart is the one binary media type; any other base64 body must be text, or is refused. */
function bodyOf(
  event: APIGatewayProxyEvent,
  contentType: string,
): Pick<HttpRequest, 'body' | 'binary'> {
  if (event.body === null || !event.isBase64Encoded) return { body: event.body, binary: null };
  const bytes = Buffer.from(event.body, 'base64');
  try {
    if (!isBase64Of(bytes, event.body)) throw new Error('not the base64 that it claims');
    if (isBinaryType(contentType)) return { body: null, binary: bytes };
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { body, binary: null };
  } catch {
    // Not UTF-8, or not base64: refused below like any other body that lies about itself.
  }
  throw new ApiError('invalid_request', {
    message: 'The request body is not the base64 it claims to be.',
  });
}
