// From API Gateway's proxy event to the product's request.

import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HttpRequest } from '../../shared/http/message.ts';

type ValueLists = Readonly<Record<string, string[] | undefined>> | null;

export const toHttpRequest = (event: APIGatewayProxyEvent): HttpRequest => ({
  method: event.httpMethod,
  resource: event.resource,
  params: decodeParams(event.pathParameters),
  query: lists(event.multiValueQueryStringParameters, (name) => name),
  headers: lists(event.multiValueHeaders, (name) => name.toLowerCase()),
  body: bodyText(event),
  requestId: event.requestContext.requestId,
  sourceIp: event.requestContext.identity.sourceIp,
});

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

/** The gateway has no binary media types, so a base64 body must be what it says or is refused. */
function bodyText(event: APIGatewayProxyEvent): string | null {
  if (event.body === null || !event.isBase64Encoded) return event.body;
  const bytes = Buffer.from(event.body, 'base64');
  try {
    if (bytes.toString('base64') === event.body)
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: refused below like any other body that lies about itself.
  }
  throw new ApiError('invalid_request', {
    message: 'The request body is not the base64 it claims to be.',
  });
}
