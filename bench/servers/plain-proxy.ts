// The yardstick: what somebody would write in an afternoon, a hash lookup and a pipe.
import { createHash } from 'node:crypto';
import { Agent, request as call, createServer } from 'node:http';
import { serveParent } from './serve-parent.ts';

const [, , origin = '', key = ''] = process.argv;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const tokens = new Map([[hash(`Bearer ${key}`), 'sk-bench-provider-token']]);
const agent = new Agent({ keepAlive: true });

const server = createServer((request, response) => {
  const token = tokens.get(hash(request.headers.authorization ?? ''));
  if (token === undefined) return void response.writeHead(401).end();
  const headers = { ...request.headers, authorization: `Bearer ${token}` };
  const upstream = call(origin + request.url, { method: request.method, headers, agent });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
});
serveParent(server);
