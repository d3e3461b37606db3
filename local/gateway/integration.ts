// Calls the function behind a method and passes its answer on: whole, or streamed with the client's pace.
import type { ServerResponse } from 'node:http';
import { readBody } from '../net/incoming.ts';
import type { InvocationResult } from '../runtime/environment.ts';
import type { Answer } from '../runtime/runtime-api.ts';
import type { IntegrationModel } from '../template/model.ts';
import { type ResponseHead, readBuffered } from './function-response.ts';
import type { GatewayErrorType } from './gateway-response.ts';
import { readPrelude } from './prelude.ts';

/** What the gateway has to answer itself, or null when the function's answer was passed on. */
export type IntegrationFailure = GatewayErrorType | null;

export type IntegrationCall = {
  readonly integration: IntegrationModel;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  readonly payload: string;
  readonly response: ServerResponse;
  /** Headers that the gateway adds to every answer. */
  readonly ownHeaders: Readonly<Record<string, string>>;
  /** Called when the function begins to answer. */
  readonly onAnswer: () => void;
  /** Called with the size of each piece of the body that goes to the client. */
  readonly onBytes: (count: number) => void;
};

/** Lambda's limits on an event and on a buffered answer. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
/** A REGIONAL stream that is silent for longer is cut. */
const STREAM_IDLE_MS = 5 * 60 * 1000;

export async function integrate(call: IntegrationCall): Promise<IntegrationFailure> {
  if (Buffer.byteLength(call.payload) > MAX_EVENT_BYTES) return 'REQUEST_TOO_LARGE';
  const { response, integration } = call;
  const late = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), integration.timeoutMs);
    response.once('close', () => clearTimeout(timer));
  });
  const invoked = call.invoke(call.payload);
  const result = await Promise.race([invoked, late]);
  call.onAnswer();
  if (result === 'late') {
    // The function runs on, as on Lambda; when it answers at last, it finds nobody there.
    void invoked.then((answer) => answer.kind === 'response' && answer.abort());
    return 'INTEGRATION_TIMEOUT';
  }
  if (result.kind !== 'response') return 'DEFAULT_5XX';
  if (response.destroyed) return abandon(result);
  void late.then(() => response.destroy());
  return integration.streaming ? streamAnswer(call, result) : sendAnswer(call, result);
}

type FunctionAnswer = Extract<Answer, { kind: 'response' }>;

/**
 * The client has gone: there is nobody to answer. As on Lambda, whose runtime client tells a function nothing of it
 * (aws-lambda-nodejs-runtime-interface-client, issue 145), the function goes on to its end, and nobody reads it.
 */
function abandon({ body }: FunctionAnswer): null {
  body.on('error', () => {});
  body.resume();
  return null;
}

async function sendAnswer(
  { response, ownHeaders, onBytes }: IntegrationCall,
  answer: FunctionAnswer,
): Promise<IntegrationFailure> {
  // A process that ends while it answers is as good as one that answers nonsense.
  const json = await readBody(answer.body, MAX_ANSWER_BYTES).catch(() => null);
  if (json === null || answer.failedLate()) return 'DEFAULT_5XX';
  const whole = readBuffered(json.toString('utf8'));
  if (whole === null) return 'DEFAULT_5XX';
  const length = { 'Content-Length': String(whole.body.length) };
  writeHead(response, whole.head, { ...ownHeaders, ...(whole.head.status === 204 ? {} : length) });
  onBytes(whole.body.length);
  response.end(whole.body);
  return null;
}

async function streamAnswer(
  { response, ownHeaders, onBytes }: IntegrationCall,
  answer: FunctionAnswer,
): Promise<IntegrationFailure> {
  answer.body.on('error', () => response.headersSent && response.destroy());
  const streamed = await readPrelude(answer.body);
  if (response.destroyed) return abandon(answer);
  if (streamed === null) {
    answer.abort();
    return 'DEFAULT_5XX';
  }
  writeHead(response, streamed.head, ownHeaders);
  response.flushHeaders();
  onBytes(streamed.first.length);
  if (streamed.first.length > 0) response.write(streamed.first);
  await pump(answer, response, onBytes);
  return null;
}

/** Copies the rest with back-pressure. A function that fails midway leaves a cut connection, never a clean end. */
function pump(
  { body, failedLate }: FunctionAnswer,
  response: ServerResponse,
  onBytes: (count: number) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const idle = setTimeout(() => response.destroy(), STREAM_IDLE_MS);
    const onEnd = (): void => {
      if (failedLate()) response.destroy();
      else response.end();
    };
    response.on('close', () => {
      clearTimeout(idle);
      // What is still to come is read for nobody.
      body.resume();
      resolve();
    });
    // The whole answer may have come with the metadata, and its end been told already.
    if (body.readableEnded) return onEnd();
    if (body.destroyed) return void response.destroy();
    body.on('data', (chunk: Buffer) => {
      if (response.destroyed) return;
      idle.refresh();
      onBytes(chunk.length);
      if (!response.write(chunk)) body.pause();
    });
    response.on('drain', () => body.resume());
    body.on('end', onEnd);
    body.resume();
  });
}

function writeHead(
  response: ServerResponse,
  head: ResponseHead,
  ownHeaders: Readonly<Record<string, string>>,
): void {
  const named = head.headers.some(([name]) => name.toLowerCase() === 'content-type');
  const added = named ? ownHeaders : { 'Content-Type': 'application/json', ...ownHeaders };
  response.writeHead(head.status, [...head.headers, ...Object.entries(added)].flat());
}
