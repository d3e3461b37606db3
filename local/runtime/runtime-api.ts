// Lambda's Runtime API for one execution environment: hands out invocations, takes responses and errors.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { closeServer, listen } from '../net/listen.ts';

export type Invocation = {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
};

type FunctionError = { readonly errorType: string; readonly errorMessage: string };

/** What the function did with an invocation. */
export type Answer =
  | {
      readonly kind: 'response';
      /** Ends normally, or with an error when the function failed after it had begun. */
      readonly body: Readable;
      /** True once the body has ended and the function reported an error behind it. */
      readonly failedLate: () => boolean;
      /** Takes the connection away, so that the function sees that nobody listens. */
      readonly abort: () => void;
    }
  | ({ readonly kind: 'error' } & FunctionError);

export type RuntimeApiEvents = {
  /** Each time the function is ready for another invocation. */
  readonly ready: () => void;
  /** The function could not be initialised. */
  readonly initError: (errorType: string) => void;
};

const INVOCATION = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;
const ERROR_TYPE_TRAILER = 'lambda-runtime-function-error-type';

export class RuntimeApi {
  readonly #server: Server;
  readonly #answers = new Map<string, (answer: Answer) => void>();
  #events: RuntimeApiEvents = { ready: () => {}, initError: () => {} };
  #waiting: ServerResponse | null = null;
  #port = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => request.destroy());
    });
    // A stream lasts as long as the function runs; the environment's deadline ends it.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  async open(events: RuntimeApiEvents): Promise<void> {
    this.#events = events;
    this.#port = await listen(this.#server, 0);
  }

  /** What AWS_LAMBDA_RUNTIME_API says. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Hands the invocation to the waiting function; only after `ready`. */
  give(invocation: Invocation, onAnswer: (answer: Answer) => void): void {
    if (this.#waiting === null) throw new Error('the function is not waiting for an invocation');
    this.#answers.set(invocation.requestId, onAnswer);
    sendInvocation(this.#waiting, invocation);
    this.#waiting = null;
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const [, id, verb] = INVOCATION.exec(path) ?? [];
    if (path === '/2018-06-01/runtime/invocation/next') {
      this.#waiting = response;
      this.#events.ready();
    } else if (id !== undefined && verb !== undefined) {
      request.on('end', () => response.writeHead(202).end());
      await this.#takeAnswer(decodeURIComponent(id), verb, request);
    } else if (path === '/2018-06-01/runtime/init/error') {
      const { errorType } = await readError(request);
      response.writeHead(202).end();
      this.#events.initError(errorType);
    } else response.writeHead(404).end();
  }

  async #takeAnswer(id: string, verb: string, request: IncomingMessage): Promise<void> {
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (answer === undefined) request.resume();
    else if (verb === 'response') answer(responseOf(request));
    else answer({ kind: 'error', ...(await readError(request)) });
  }
}

function sendInvocation(response: ServerResponse, invocation: Invocation): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.requestId,
    'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
    'lambda-runtime-invoked-function-arn': invocation.functionArn,
    'lambda-runtime-trace-id': `Root=1-${invocation.requestId.replaceAll('-', '').slice(0, 8)}`,
  });
  response.end(invocation.payload);
}

const responseOf = (request: IncomingMessage): Answer => ({
  kind: 'response',
  body: request,
  failedLate: () => request.trailers[ERROR_TYPE_TRAILER] !== undefined,
  abort: () => request.destroy(),
});

async function readError(request: IncomingMessage): Promise<FunctionError> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const value = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
  return {
    errorType: String(value['errorType'] ?? 'Unknown'),
    errorMessage: String(value['errorMessage'] ?? ''),
  };
}
