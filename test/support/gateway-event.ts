// An event as API Gateway sends it to a function behind an authorizer, changed as told.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { encodePrincipal, type Principal } from '../../shared/contracts/principal.ts';

export type EventChanges = {
  readonly method?: string;
  readonly resource?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string | string[]>;
  readonly query?: Record<string, string[]>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly sourceIp?: string;
  readonly requestId?: string;
};

/** Only what functions may read: anything else in the event is undefined and would show. */
export function gatewayEvent(
  principal: Principal | null,
  changes: EventChanges = {},
): APIGatewayProxyEvent {
  const given = changes.headers ?? {};
  const isTyped = Object.keys(given).some((name) => name.toLowerCase() === 'content-type');
  const headers = isTyped ? given : { 'Content-Type': 'application/json', ...given };
  const event = {
    httpMethod: changes.method ?? 'POST',
    resource: changes.resource ?? '/v1/chat/completions',
    pathParameters: changes.params ?? null,
    multiValueQueryStringParameters: changes.query ?? null,
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
    ),
    body: changes.body ?? null,
    isBase64Encoded: changes.isBase64Encoded ?? false,
    requestContext: {
      requestId: changes.requestId ?? 'req-test',
      authorizer: principal === null ? null : encodePrincipal(principal),
      identity: { sourceIp: changes.sourceIp ?? '198.51.100.7' },
    },
  };
  return event as unknown as APIGatewayProxyEvent;
}
