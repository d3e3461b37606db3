// The address behind which functions find DynamoDB and Secrets Manager: signature, role, planted fault, then the store.
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as sendHttp,
} from 'node:http';
import { request as sendHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Identity, IdentityBook } from '../iam/identity.ts';
import { isAllowed } from '../iam/policy.ts';
import { verifySignature } from '../iam/sigv4.ts';
import { readBody, toSignedRequest } from '../net/incoming.ts';
import { closeServer, listen } from '../net/listen.ts';
import { AwsError } from './aws-error.ts';
import type { Fault, FaultHook, StoreCall, StoreService } from './faults.ts';
import { needsOf, type ResourceNames } from './permissions.ts';
import type { SecretsManager } from './secrets-manager.ts';
import { ENGINE_ACCESS_KEY } from './tables.ts';

export type FrontPorts = {
  readonly engineUrl: string;
  readonly secrets: SecretsManager;
  readonly identities: IdentityBook;
  readonly region: string;
  readonly names: ResourceNames;
  readonly clock: Clock;
  /** Asked for every call, so that a test can change its mind. */
  readonly fault: () => FaultHook | null;
};

export type StoreFront = { readonly url: string; close(): Promise<void> };

type Reply = { readonly status: number; readonly contentType: string; readonly body: Buffer };

const TARGET = /^(?:(DynamoDB_20120810)|secretsmanager)\.(\w+)$/;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export async function openStoreFront(ports: FrontPorts): Promise<StoreFront> {
  const server: Server = createServer((request, response) => {
    handle(request, response, ports).catch((error: unknown) => {
      if (error instanceof AwsError) send(response, errorReply(error));
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 0;
  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  ports: FrontPorts,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) throw new AwsError('RequestEntityTooLargeException', 'too large', 413);
  const [whole, dynamodb, action = ''] = TARGET.exec(String(request.headers['x-amz-target'])) ?? [];
  if (whole === undefined) throw new AwsError('UnknownOperationException', 'unknown target');
  const service: StoreService = dynamodb === undefined ? 'secretsmanager' : 'dynamodb';
  const caller = await identify(request, body, service, ports);
  const call: StoreCall = {
    service,
    action,
    caller: caller.arn.split('/').at(-1) ?? '',
    input: JSON.parse(body.toString('utf8')) as Record<string, unknown>,
  };
  for (const need of needsOf(call, ports.names))
    if (!isAllowed(caller.statements, need.action, need.resource, need.context))
      throw new AwsError(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: ${need.action} on resource: ${need.resource}`,
      );
  const fault = (await ports.fault()?.(call)) ?? null;
  await carryOut(call, body, fault, response, ports);
}

const MAX_SKEW_MS = 15 * 60 * 1000;

async function identify(
  request: IncomingMessage,
  body: Buffer,
  service: StoreService,
  { identities, region, clock }: FrontPorts,
): Promise<Identity> {
  const signed = toSignedRequest(request, body);
  const check = await verifySignature(signed, {
    ...{ identities, region, service, clock },
    maxSkewMs: MAX_SKEW_MS,
  });
  if (check.kind === 'verified') return check.identity;
  const why = check.kind === 'missing' ? 'no signature' : check.reason;
  throw new AwsError('UnrecognizedClientException', `The request is not accepted: ${why}.`);
}

async function carryOut(
  call: StoreCall,
  body: Buffer,
  fault: Fault | null,
  response: ServerResponse,
  ports: FrontPorts,
): Promise<void> {
  if (fault?.kind === 'error') throw new AwsError(fault.type, 'planted by a test', fault.status);
  if (fault?.kind === 'reset') return void response.destroy();
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'delay') await sleep(fault.ms);
  const reply =
    call.service === 'dynamodb'
      ? await forward(call, body, ports.engineUrl, ports.region)
      : jsonReply(200, await ports.secrets.call(call.action, call.input));
  if (fault?.kind === 'reset-after') return void response.destroy();
  if (fault?.kind !== 'hang-after') send(response, reply);
}

/** Passes the call on under one fixed identity, because some engines keep apart the tables of different callers. */
function forward(call: StoreCall, body: Buffer, engineUrl: string, region: string): Promise<Reply> {
  const scope = `${ENGINE_ACCESS_KEY}/20260101/${region}/dynamodb/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amz-target': `DynamoDB_20120810.${call.action}`,
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  };
  const open = engineUrl.startsWith('https:') ? sendHttps : sendHttp;
  return new Promise((resolve, reject) => {
    const outgoing = open(engineUrl, { method: 'POST', headers }, async (answer) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const contentType = answer.headers['content-type'] ?? 'application/x-amz-json-1.0';
        resolve({ status: answer.statusCode ?? 500, contentType, body: Buffer.concat(chunks) });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const jsonReply = (status: number, value: object): Reply => ({
  status,
  contentType: 'application/x-amz-json-1.1',
  body: Buffer.from(JSON.stringify(value)),
});

const errorReply = (error: AwsError): Reply =>
  jsonReply(error.status, { __type: error.type, message: error.message });

function send(response: ServerResponse, { status, contentType, body }: Reply): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
}
