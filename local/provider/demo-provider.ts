// The built-in provider for people without a provider's key: speaks OpenAI's and Anthropic's wire formats.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody, splitTarget } from '../net/incoming.ts';
import { closeServer, listen } from '../net/listen.ts';
import { createSpeech, transcribe } from './audio.ts';
import { chatCompletion } from './chat.ts';
import { createCompletion } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { createImage, createImageEdit, createImageVariation } from './images.ts';
import { countMessageTokens, createMessage } from './messages.ts';
import { getModel, listModels } from './models.ts';
import { createModeration } from './moderations.ts';
import { anthropicError, type Body, frame, openaiError, type Reply } from './reply.ts';
import { compactResponse, countResponseTokens } from './responses.ts';
import { StoredResponses } from './stored-responses.ts';

export type DemoProvider = {
  /** `http://127.0.0.1:port`; OpenAI's API is under `/v1`, Anthropic's at the root. */
  readonly origin: string;
  close(): Promise<void>;
};

export type DemoProviderOptions = {
  /** What callers must present, as a Bearer token or as `x-api-key`. */
  readonly token: string;
  readonly port: number;
  /** Between two words of a stream, so that a person sees them come. */
  readonly wordDelayMs: number;
};

const POSTS: Readonly<Record<string, (body: Body) => Reply>> = {
  '/v1/chat/completions': chatCompletion,
  '/v1/responses/compact': compactResponse,
  '/v1/responses/input_tokens': countResponseTokens,
  '/v1/completions': createCompletion,
  '/v1/moderations': createModeration,
  '/v1/images/generations': createImage,
  '/v1/images/edits': createImageEdit,
  '/v1/images/variations': createImageVariation,
  '/v1/audio/speech': createSpeech,
  '/v1/embeddings': embeddings,
  '/v1/messages': createMessage,
  '/v1/messages/count_tokens': countMessageTokens,
};
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Throws LocalFailure when the port is in use. */
export async function startDemoProvider(options: DemoProviderOptions): Promise<DemoProvider> {
  const stored = new StoredResponses();
  const server: Server = createServer((request, response) => {
    serve(request, response, options, stored).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  const port = await listen(server, options.port);
  return { origin: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { token, wordDelayMs }: DemoProviderOptions,
  stored: StoredResponses,
): Promise<void> {
  const reply = await replyTo(request, token, stored);
  response.setHeader('x-request-id', 'req_demo');
  if (reply.kind === 'json') {
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply.body));
    return;
  }
  if (reply.kind === 'bytes') {
    response.writeHead(200, { 'content-type': reply.type });
    for (const piece of reply.pieces) {
      response.write(piece);
      await sleep(wordDelayMs);
    }
    response.end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const event of reply.events) {
    if (response.destroyed) return;
    response.write(frame(event));
    await sleep(wordDelayMs);
  }
  response.end(reply.done ? 'data: [DONE]\n\n' : '');
}

async function replyTo(
  request: IncomingMessage,
  token: string,
  stored: StoredResponses,
): Promise<Reply> {
  const { rawPath } = splitTarget(request.url ?? '');
  const isAnthropic =
    request.headers['anthropic-version'] !== undefined || rawPath.startsWith('/v1/messages');
  const refuse = (status: number, type: string, message: string, code: string | null): Reply =>
    isAnthropic ? anthropicError(status, type, message) : openaiError(status, message, code);
  const presented = request.headers['x-api-key'] ?? request.headers.authorization?.slice(7);
  if (presented !== token)
    return refuse(401, 'authentication_error', 'Incorrect API key provided.', 'invalid_api_key');
  const post = request.method === 'POST' ? postAt(rawPath, stored) : undefined;
  if (post === undefined)
    return (
      readAt(request.method ?? '', splitTarget(request.url ?? ''), isAnthropic, stored) ??
      refuse(404, 'not_found_error', 'Unknown request URL.', null)
    );
  const bytes = await readBody(request, MAX_BODY_BYTES);
  const { 'content-type': type = '' } = request.headers;
  const form = type.startsWith('multipart/') && bytes !== null ? await readForm(bytes, type) : null;
  const body = form?.fields ?? parse(bytes);
  return body === null
    ? refuse(400, 'invalid_request_error', 'The body is not a JSON object.', null)
    : post(body, form?.fileBytes ?? null);
}

/** What needs no body; null: nothing of that path. */
function readAt(
  method: string,
  { rawPath, rawQuery }: ReturnType<typeof splitTarget>,
  isAnthropic: boolean,
  stored: StoredResponses,
): Reply | null {
  if (method === 'GET' && rawPath === '/v1/models') return listModels(isAnthropic);
  if (method === 'GET' && rawPath.startsWith('/v1/models/'))
    return getModel(decodeURIComponent(rawPath.slice('/v1/models/'.length)), isAnthropic);
  return stored.handle(method, rawPath, new URLSearchParams(rawQuery));
}

type Post = (body: Body, fileBytes: number | null) => Reply;

function postAt(path: string, stored: StoredResponses): Post | undefined {
  if (path === '/v1/responses') return (body) => stored.create(body);
  if (path === '/v1/audio/transcriptions' || path === '/v1/audio/translations') return transcribe;
  return POSTS[path];
}

/** `fileBytes`: of all files; null: there is none. */
async function readForm(
  bytes: Buffer,
  contentType: string,
): Promise<{ fields: Body; fileBytes: number | null } | null> {
  try {
    const headers = { 'content-type': contentType };
    const form = await new Response(new Uint8Array(bytes), { headers }).formData();
    const values = [...form.entries()];
    const files = values.flatMap(([, value]) => (typeof value === 'string' ? [] : value.size));
    const fields = values.filter(([, value]) => typeof value === 'string');
    const fileBytes = files.length === 0 ? null : files.reduce((sum, size) => sum + size, 0);
    return { fields: Object.fromEntries(fields), fileBytes };
  } catch {
    return null;
  }
}

function parse(bytes: Buffer | null): Body | null {
  try {
    const value: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
    return typeof value === 'object' && value !== null ? (value as Body) : null;
  } catch {
    return null;
  }
}
