// What a mock provider can be told to do: answers in every state of disorder.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from './script.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SSE_TYPE = { 'content-type': 'text/event-stream' };

export const json =
  (status: number, value: unknown, headers: Record<string, string | string[]> = {}): Script =>
  (_request, response) =>
    response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(value));

/** Bytes as they are, under any type. */
export const raw =
  (status: number, headers: Record<string, string>, body: string | Buffer): Script =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

/** Writes each piece by itself, then ends cleanly. */
export const sse =
  (pieces: readonly (string | Buffer)[], pauseMs = 0): Script =>
  async (_request, response) => {
    response.writeHead(200, SSE_TYPE);
    for (const piece of pieces) {
      response.write(piece);
      await sleep(pauseMs);
    }
    response.end();
  };

/** Writes the pieces, then breaks the connection. */
export const cutSse =
  (...pieces: readonly string[]): Script =>
  async (_request, response) => {
    response.writeHead(200, SSE_TYPE);
    for (const piece of pieces) response.write(piece);
    await sleep(5);
    response.socket?.resetAndDestroy();
  };

/** Writes the pieces, then says nothing more. */
export const stalledSse =
  (...pieces: readonly string[]): Script =>
  (_request, response) => {
    response.writeHead(200, SSE_TYPE);
    response.flushHeaders();
    for (const piece of pieces) response.write(piece);
  };

/** Writes the same piece until the caller hangs up. */
export const endlessSse =
  (piece: string | Buffer): Script =>
  async (_request, response) => {
    response.writeHead(200, SSE_TYPE);
    while (!response.destroyed) {
      if (!response.writableNeedDrain) response.write(piece);
      await sleep(0);
    }
  };

/** Promises more than it sends. */
export const cutJson =
  (text: string): Script =>
  async (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': String(text.length + 100) });
    response.write(text);
    await sleep(5);
    response.socket?.resetAndDestroy();
  };

/** Reads the request and never answers. */
export const silence: Script = () => undefined;

/** Hangs up without an answer. */
export const hangUp: Script = (_request, response) => response.socket?.resetAndDestroy();

/** What is no HTTP, on the same socket. */
export const garbage =
  (text: string): Script =>
  (_request, response) =>
    response.socket?.end(text);

/** One chunk of a chat stream as OpenAI writes it. */
export const chatFrame = (content: string, more: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-mock',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-mock',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    usage: null,
    ...more,
  })}\n\n`;
