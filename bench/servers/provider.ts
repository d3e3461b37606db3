// The bench's provider: three fixed answers, with as little work as possible, so that the proxies are what is measured.
import { createServer } from 'node:http';
import { serveParent } from './serve-parent.ts';

const answer = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-bench',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'word '.repeat(80) },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 20, completion_tokens: 80, total_tokens: 100 },
  }),
);

const chunk = (content: string): Buffer =>
  Buffer.from(
    `data: ${JSON.stringify({
      id: 'chatcmpl-bench',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'gpt-bench',
      choices: [{ index: 0, delta: { content }, finish_reason: null }],
      usage: null,
    })}\n\n`,
  );
const chunks = Array.from({ length: 20 }, (_, index) => chunk(`word${index} `));
const DONE = Buffer.from('data: [DONE]\n\n');
const STREAM = Buffer.from('"stream":true');

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (!Buffer.concat(parts).includes(STREAM)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of chunks) response.write(part);
    response.end(DONE);
  });
});
server.keepAliveTimeout = 60_000;
serveParent(server);
