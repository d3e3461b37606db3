// A REST API of the template as an HTTP server on loopback.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { headerLines, readBody, splitTarget } from '../net/incoming.ts';
import { closeServer, listen } from '../net/listen.ts';
import type { ApiModel } from '../template/model.ts';
import { AccessControl } from './access.ts';
import { type ContextValues, substitute } from './context.ts';
import { type ApiFacts, type GatewayRequest, proxyEvent, requestTime } from './event.ts';
import {
  type GatewayErrorType,
  type GatewayResponse,
  renderGatewayResponse,
} from './gateway-response.ts';
import { integrate } from './integration.ts';
import { createMatcher, type Match, type Matcher } from './match.ts';
import type { GatewayPorts } from './ports.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** API Gateway's limit on the request line and all header values together. */
const MAX_HEAD_BYTES = 10_240;

/** The address names no stage of any API, so no gateway response of an API applies. */
const UNKNOWN_STAGE = 'UNKNOWN_STAGE';
const FORBIDDEN: GatewayResponse = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Forbidden"}',
};

type Refusal = {
  readonly error: GatewayErrorType | typeof UNKNOWN_STAGE;
  readonly status?: number;
};

export class Gateway {
  readonly #api: ApiModel;
  readonly #ports: GatewayPorts;
  readonly #server: Server;
  readonly #access: AccessControl;
  readonly #match: Matcher;
  #facts: ApiFacts;

  constructor(api: ApiModel, ports: GatewayPorts) {
    const { apiId, stage, stageVariables, binaryMediaTypes } = api;
    this.#api = api;
    this.#ports = ports;
    this.#access = new AccessControl(api, ports);
    this.#match = createMatcher(api);
    const { accountId } = ports;
    this.#facts = { apiId, accountId, stage, stageVariables, binaryMediaTypes, host: '' };
    // Larger heads than API Gateway takes are read all the same, so that their refusal is a proper answer.
    this.#server = createServer({ maxHeaderSize: 4 * 1024 * 1024 }, (request, response) => {
      void this.#handle(request, response);
    });
    this.#server.keepAliveTimeout = 350_000;
  }

  /** Resolves with the port. Throws LocalFailure when it is in use. */
  async open(port: number): Promise<number> {
    const opened = await listen(this.#server, port);
    this.#facts = { ...this.#facts, host: `127.0.0.1:${opened}` };
    return opened;
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock } = this.#ports;
    const startedAtMs = clock();
    const context = this.#newContext(incoming, startedAtMs);
    response.once('close', () => this.#log(context, response, clock() - startedAtMs));
    // A broken connection is the client's own doing and has nobody to be told to.
    incoming.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    try {
      const refusal = await this.#serve(incoming, response, context, startedAtMs);
      if (refusal !== null) this.#refuse(response, context, refusal);
    } catch (error) {
      if (!incoming.destroyed) console.error('The local gateway failed:', error);
      this.#refuse(response, context, { error: 'DEFAULT_5XX', status: 500 });
    }
  }

  async #serve(
    incoming: IncomingMessage,
    response: ServerResponse,
    context: ContextValues,
    receivedAtMs: number,
  ): Promise<Refusal | null> {
    const received = await this.#receive(incoming, context, receivedAtMs);
    if ('error' in received) return received;
    const { request, match } = received;
    context.set('resourcePath', match.method.resourcePath);
    context.set('path', `/${this.#api.stage}${request.path}`);
    const access = await this.#access.decide(request, match, this.#facts, context);
    if (access.kind === 'refused') return access;
    const { identity, authorizer } = access;
    const { integration } = match.method;
    const invokedAtMs = this.#ports.clock();
    const error = await integrate({
      integration,
      invoke: (payload) => this.#ports.invoke(integration.functionName, payload),
      payload: JSON.stringify(proxyEvent(request, match, this.#facts, identity, authorizer)),
      response,
      ownHeaders: { 'x-amzn-RequestId': request.requestId, 'x-amz-apigw-id': request.requestId },
      onAnswer: () => {
        context.set('integration.latency', String(this.#ports.clock() - invokedAtMs));
        context.set('integration.integrationStatus', '200');
      },
      onBytes: (count) => {
        context.set('responseLength', String(Number(context.get('responseLength') ?? 0) + count));
      },
    });
    return error === null ? null : { error };
  }

  /** Everything that is decided before anybody is asked who the caller is. */
  async #receive(
    incoming: IncomingMessage,
    context: ContextValues,
    receivedAtMs: number,
  ): Promise<Refusal | { readonly request: GatewayRequest; readonly match: Match }> {
    const target = incoming.url ?? '';
    const headers = headerLines(incoming);
    const refusal = headRefusal(target, headers);
    if (refusal !== null) return refusal;
    const path = pathInStage(splitTarget(target).rawPath, this.#api.stage);
    if (path === null) return { error: UNKNOWN_STAGE };
    const body = await readBody(incoming, MAX_BODY_BYTES);
    if (body === null) return { error: 'REQUEST_TOO_LARGE' };
    const httpMethod = incoming.method ?? '';
    const match = this.#match(httpMethod, path);
    if (match === null) return { error: 'MISSING_AUTHENTICATION_TOKEN' };
    const requestId = context.get('requestId') ?? '';
    const sourceIp = context.get('identity.sourceIp') ?? '';
    return {
      match,
      request: { requestId, httpMethod, target, path, headers, body, sourceIp, receivedAtMs },
    };
  }

  #refuse(response: ServerResponse, context: ContextValues, { error, status }: Refusal): void {
    if (response.headersSent) return void response.destroy();
    const rendered =
      error === UNKNOWN_STAGE
        ? FORBIDDEN
        : renderGatewayResponse(this.#api, error, context, status);
    const bytes = String(Buffer.byteLength(rendered.body));
    context.set('responseLength', bytes);
    const length = { 'content-length': bytes };
    response.writeHead(rendered.status, { ...rendered.headers, ...length }).end(rendered.body);
  }

  #newContext(incoming: IncomingMessage, startedAtMs: number): ContextValues {
    const { accountId, apiId, stage } = this.#facts;
    const sourceIp = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    return new Map([
      ['requestId', randomUUID()],
      ['requestTime', requestTime(startedAtMs)],
      ['requestTimeEpoch', String(startedAtMs)],
      ['httpMethod', incoming.method ?? ''],
      ['protocol', `HTTP/${incoming.httpVersion}`],
      ['identity.sourceIp', sourceIp],
      ['accountId', accountId],
      ['apiId', apiId],
      ['stage', stage],
    ]);
  }

  #log(context: ContextValues, response: ServerResponse, latencyMs: number): void {
    const { accessLogFormat } = this.#api;
    if (accessLogFormat === null) return;
    context.set('status', String(response.statusCode));
    context.set('responseLatency', String(latencyMs));
    this.#ports.writeAccessLog(substitute(accessLogFormat, context, '-'));
  }
}

function headRefusal(
  target: string,
  headers: readonly (readonly [string, string])[],
): Refusal | null {
  if (target.length > MAX_HEAD_BYTES) return { error: 'DEFAULT_4XX', status: 414 };
  const bytes = headers.reduce((sum, [, value]) => sum + value.length, target.length);
  return bytes > MAX_HEAD_BYTES ? { error: 'DEFAULT_4XX', status: 431 } : null;
}

/** The raw path after `/<stage>`; null for a path outside the stage. */
function pathInStage(rawPath: string, stage: string): string | null {
  if (rawPath === `/${stage}`) return '/';
  return rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : null;
}
