// A small API on a real gateway, with functions that are plain code instead of processes.
import { Readable } from 'node:stream';
import { Gateway } from '../../../local/gateway/gateway.ts';
import { type Identity, newUserCredentials, userIdentity } from '../../../local/iam/identity.ts';
import type { InvocationResult } from '../../../local/runtime/environment.ts';
import type { ApiModel, AuthModel, MethodModel } from '../../../local/template/model.ts';

export type ToyEvent = Record<string, unknown> & {
  readonly resource: string;
  readonly methodArn?: string;
};
export type ToyFunction = (event: ToyEvent) => Promise<InvocationResult> | InvocationResult;

export const operator = userIdentity(newUserCredentials(), 'operator', '000000000000', [
  { effect: 'Allow', actions: ['execute-api:Invoke'], resources: ['*'] },
]);
export const outsider = userIdentity(newUserCredentials(), 'outsider', '000000000000', []);

export const method = (
  httpMethod: string,
  resourcePath: string,
  auth: AuthModel = { kind: 'none' },
  integration: Partial<MethodModel['integration']> = {},
): MethodModel => ({
  resourceId: resourcePath,
  resourcePath,
  httpMethod,
  auth,
  integration: { functionName: 'main', streaming: false, timeoutMs: 5_000, ...integration },
});

export const api = (methods: readonly MethodModel[], more: Partial<ApiModel> = {}): ApiModel => ({
  apiId: 'abc',
  name: 'toy',
  stage: 'dev',
  stageVariables: null,
  binaryMediaTypes: [],
  methods,
  gatewayResponses: [],
  accessLogFormat: null,
  ...more,
});

export type ToyGateway = {
  readonly origin: string;
  readonly port: number;
  readonly accessLog: string[];
  /** Moves the gateway's clock, milliseconds. */
  advance(ms: number): void;
  close(): Promise<void>;
};

export async function openToy(
  model: ApiModel,
  functions: Readonly<Record<string, ToyFunction>>,
  identities: readonly Identity[] = [operator, outsider],
): Promise<ToyGateway> {
  const accessLog: string[] = [];
  let offsetMs = 0;
  const gateway = new Gateway(model, {
    invoke: async (name, payload) =>
      (await functions[name]?.(JSON.parse(payload) as ToyEvent)) ?? { kind: 'crashed' },
    identities: new Map(identities.map((identity) => [identity.accessKeyId, identity])),
    accountId: '000000000000',
    region: 'us-east-1',
    clock: () => Date.now() + offsetMs,
    writeAccessLog: (line) => accessLog.push(line),
  });
  const port = await gateway.open(0);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    accessLog,
    advance: (ms) => {
      offsetMs += ms;
    },
    close: () => gateway.close(),
  };
}

export const answer = (body: Readable | string, failedLate = false): InvocationResult => {
  const stream = typeof body === 'string' ? Readable.from([Buffer.from(body)]) : body;
  return {
    kind: 'response',
    body: stream,
    failedLate: () => failedLate,
    abort: () => void stream.destroy(),
  };
};

/** What a buffered function returns. */
export const respond = (
  statusCode: number,
  body: unknown,
  headers: object = {},
): InvocationResult => answer(JSON.stringify({ statusCode, headers, body: JSON.stringify(body) }));

/** The answer that shows the event. */
export const echo: ToyFunction = (event) => respond(200, event);
