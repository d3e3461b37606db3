// Drives every data-plane route with marked secrets, good and bad; a new route has to say what it is called with.

import type { Route } from '../../../shared/api/route.ts';
import type { Script } from '../../support/script.ts';
import { dataCall, dataPath, wireBody } from '../data-calls.ts';
import type { Sent } from './recorder.ts';

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const pathOf = ({ path }: Route, modelId?: string): string => dataPath(path, modelId);

function send(
  route: Route,
  headers: Record<string, string>,
  body: ReturnType<typeof wireBody> | null,
): Sent {
  const { method } = route;
  const path = pathOf(route);
  if (body === null) return { path, init: { method, headers } };
  const typed = { 'content-type': body.type, ...headers };
  return { path, init: { method, headers: typed, body: body.body } };
}

/** `more`: further members or fields. */
function bodyOf(route: Route, more: Readonly<Record<string, unknown>> = {}) {
  const call = dataCall(route.operation);
  return call === null ? null : wireBody(call, more);
}

/** As the operation is meant to be called. */
export const goodDataCall = (route: Route, key: string): Sent =>
  send(route, bearer(key), bodyOf(route));

/** The same, streamed where there is a body. Embeddings have no stream and refuse it. */
export const streamedCall = (route: Route, key: string): Sent =>
  send(route, bearer(key), bodyOf(route, { stream: true }));

/** Refused by the authorizer: the key stands where it does not belong, or is spelled wrongly. */
export function unauthenticatedCalls(route: Route, key: string): Sent[] {
  const body = bodyOf(route);
  const inBody = bodyOf(route, { api_key: key, user: key });
  const path = `${pathOf(route)}?api_key=${key}&key=${key}`;
  return [
    send(route, {}, inBody),
    { ...send(route, {}, body), path },
    ...[
      { cookie: `key=${key}`, 'user-agent': `client/${key}`, referer: `http://x/?k=${key}` },
      { authorization: `Basic ${Buffer.from(`user:${key}`).toString('base64')}` },
      { authorization: key },
      bearer(`${key}${key}`),
      bearer(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`),
      { ...bearer(key), 'x-api-key': `${key}x` },
    ].map((headers) => send(route, headers, body)),
  ];
}

/** Authenticated, with the key in further places; the bodies are such that no provider gets to see them. */
export function misplacedCalls(route: Route, key: string): Sent[] {
  const headers = {
    ...bearer(key),
    cookie: `key=${key}`,
    'user-agent': `client/${key}`,
    'openai-organization': key,
    'x-forwarded-for': key,
  };
  const texts = [`{"model":"${key}","messages":[`, JSON.stringify({ model: [key], [key]: key })];
  const bad = texts.map((body) => ({ body, type: 'application/json' }));
  const good = send(route, headers, bodyOf(route));
  if (bodyOf(route) !== null) return [good, ...bad.map((body) => send(route, headers, body))];
  const path = pathOf(route, key);
  return [good, { ...good, path }, { ...good, path: `${path}/${key}` }];
}

/** A provider that repeats its own credential wherever it can. */
export const echoes: readonly Script[] = [200, 400, 401, 429, 500].flatMap((status) => {
  const echo =
    (type: string, wrap: (token: string) => string): Script =>
    ({ headers }, response) => {
      const token = String(headers['x-api-key'] ?? headers.authorization?.slice(7));
      response.writeHead(status, {
        'content-type': type,
        'x-echo': token,
        'retry-after': token,
        'x-request-id': token,
        'openai-processing-ms': token,
        'set-cookie': `t=${encodeURIComponent(token)}`,
      });
      response.end(wrap(token));
    };
  const asJson = (token: string): string =>
    JSON.stringify({ error: { message: `bad key ${token}`, code: token, type: token } });
  return [
    echo('application/json', asJson),
    echo('text/plain', (token) => `bad key ${token}`),
    ...(status === 200 ? [echo('text/event-stream', (token) => `data: ${asJson(token)}\n\n`)] : []),
  ];
});
