// Drives every data-plane route with marked secrets, good and bad; a new route has to say what it is called with.

import type { DataOperation } from '../../../shared/api/data-routes.ts';
import type { Route } from '../../../shared/api/route.ts';
import type { Script } from '../../support/script.ts';
import type { Sent } from './recorder.ts';

const messages = [{ role: 'user', content: 'Ahoy' }];
const BODIES: Readonly<Record<DataOperation, object | null>> = {
  createChatCompletion: { model: 'gpt-4o', messages },
  createResponse: { model: 'gpt-4o', input: 'Ahoy' },
  createEmbedding: { model: 'text-embedding-3-small', input: 'Ahoy' },
  createMessage: { model: 'claude-mock', max_tokens: 16, messages },
  countMessageTokens: { model: 'claude-mock', messages },
  listModels: null,
  getModel: null,
  getKey: null,
};

const json = { 'content-type': 'application/json' };
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const pathOf = ({ path }: Route, modelId = 'gpt-mock'): string =>
  path.replace('{model_id}', modelId);

function send(route: Route, headers: Record<string, string>, body: object | string | null): Sent {
  const { method } = route;
  const path = pathOf(route);
  if (body === null) return { path, init: { method, headers } };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { path, init: { method, headers: { ...json, ...headers }, body: text } };
}

const bodyOf = (route: Route): object | null => {
  const body = BODIES[route.operation as DataOperation];
  if (body === undefined) throw new Error(`nothing is known of ${route.operation}`);
  return body;
};

/** As the operation is meant to be called. */
export const goodDataCall = (route: Route, key: string): Sent =>
  send(route, bearer(key), bodyOf(route));

/** The same, streamed where there is a body. Embeddings have no stream and refuse it. */
export function streamedCall(route: Route, key: string): Sent {
  const body = bodyOf(route);
  return send(route, bearer(key), body === null ? null : { ...body, stream: true });
}

/** Refused by the authorizer: the key stands where it does not belong, or is spelled wrongly. */
export function unauthenticatedCalls(route: Route, key: string): Sent[] {
  const body = bodyOf(route);
  const inBody = body === null ? null : { ...body, api_key: key, user: key };
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
  const good = send(route, headers, bodyOf(route));
  if (bodyOf(route) !== null) return [good, ...texts.map((text) => send(route, headers, text))];
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
