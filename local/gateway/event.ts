// Builds what API Gateway hands to Lambda: the proxy event, and the REQUEST authorizer's event.
import { splitTarget } from '../net/incoming.ts';
import type { Match } from './match.ts';

/** A request as the gateway holds it once its body is read. */
export type GatewayRequest = {
  readonly requestId: string;
  readonly httpMethod: string;
  /** The request target as it was sent, stage included. */
  readonly target: string;
  /** The raw path after the stage. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly receivedAtMs: number;
};

export type ApiFacts = {
  readonly apiId: string;
  readonly accountId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  /** Host and port that clients use. */
  readonly host: string;
  /** Lower case. Bodies of these reach the function as base64. */
  readonly binaryMediaTypes: readonly string[];
};

type Lists = Readonly<Record<string, readonly string[]>> | null;

/** Headers between one hop and the next, and those that API Gateway takes for itself, do not reach the function. */
const DROPPED = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-trace-id',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** Source: docs.aws.amazon.com/apigateway, "Input format of a Lambda function for proxy integration". */
export function proxyEvent(
  request: GatewayRequest,
  match: Match,
  facts: ApiFacts,
  identity: Readonly<Record<string, string | null>>,
  authorizer: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  const requestContext = {
    ...requestContextOf(request, match, facts, identity),
    ...(authorizer === null ? {} : { authorizer }),
  };
  return {
    ...commonParts(request, match, facts),
    requestContext,
    ...bodyOf(request, facts),
  };
}

function bodyOf({ headers, body }: GatewayRequest, { binaryMediaTypes }: ApiFacts) {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const isBinary = binaryMediaTypes.includes(type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  return { body: body.toString(isBinary ? 'base64' : 'utf8'), isBase64Encoded: isBinary };
}

/** The same without the body: an authorizer never sees one. */
export function authorizerEvent(
  request: GatewayRequest,
  match: Match,
  facts: ApiFacts,
  methodArn: string,
): Record<string, unknown> {
  return {
    type: 'REQUEST',
    methodArn,
    ...commonParts(request, match, facts),
    requestContext: requestContextOf(request, match, facts, {}),
  };
}

function commonParts(request: GatewayRequest, match: Match, facts: ApiFacts) {
  const headers = headerLists(request, facts);
  const query = queryLists(splitTarget(request.target).rawQuery);
  return {
    resource: match.method.resourcePath,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastOf(query),
    multiValueQueryStringParameters: query,
    pathParameters: match.pathParameters,
    stageVariables: facts.stageVariables,
  };
}

function requestContextOf(
  request: GatewayRequest,
  match: Match,
  facts: ApiFacts,
  identity: Readonly<Record<string, string | null>>,
) {
  const userAgent = request.headers.find(([name]) => name.toLowerCase() === 'user-agent');
  return {
    resourceId: match.method.resourceId,
    resourcePath: match.method.resourcePath,
    httpMethod: request.httpMethod,
    extendedRequestId: `${request.requestId.slice(0, 14)}=`,
    requestTime: requestTime(request.receivedAtMs),
    requestTimeEpoch: request.receivedAtMs,
    path: `/${facts.stage}${request.path}`,
    accountId: facts.accountId,
    protocol: 'HTTP/1.1',
    stage: facts.stage,
    domainPrefix: facts.apiId,
    domainName: facts.host,
    apiId: facts.apiId,
    requestId: request.requestId,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      user: null,
      userArn: null,
      ...identity,
      sourceIp: request.sourceIp,
      userAgent: userAgent?.[1] ?? null,
    },
  };
}

/** Names in the client's case, and what API Gateway adds about the connection. */
function headerLists(request: GatewayRequest, facts: ApiFacts): Lists {
  const forwarded: [string, string][] = [];
  const lists: Record<string, string[]> = Object.create(null);
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (key === 'x-forwarded-for') forwarded.push([name, value]);
    else if (!DROPPED.has(key)) lists[name] = [...(lists[name] ?? []), value];
  }
  const path = [...forwarded.map(([, value]) => value), request.sourceIp].join(', ');
  lists['X-Forwarded-For'] = [path];
  lists['X-Forwarded-Port'] = [facts.host.split(':').at(-1) ?? ''];
  lists['X-Forwarded-Proto'] = ['http'];
  lists['X-Amzn-Trace-Id'] = [`Root=1-${request.requestId.slice(0, 8)}-${'0'.repeat(24)}`];
  return lists;
}

function queryLists(rawQuery: string): Lists {
  const lists: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQuery))
    lists[name] = [...(lists[name] ?? []), value];
  return Object.keys(lists).length === 0 ? null : lists;
}

const lastOf = (lists: Lists): Record<string, string> | null =>
  lists === null
    ? null
    : Object.fromEntries(
        Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']),
      );

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** `22/Nov/2026:10:15:00 +0000`. */
export function requestTime(epochMs: number): string {
  const [date = '', time = ''] = new Date(epochMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  const name = MONTHS.slice((Number(month) - 1) * 3, Number(month) * 3);
  return `${day}/${name}/${year}:${time.slice(0, 8)} +0000`;
}
