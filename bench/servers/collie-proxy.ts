// The proxy handler behind a plain HTTP server: an event in, the handler's response out, no Lambda and no gateway.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ProxyPorts } from '../../functions/proxy/operation.ts';
import { createServe } from '../../functions/proxy/serve.ts';
import { encodePrincipal } from '../../shared/contracts/principal.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { ProviderToken } from '../../shared/providers/provider-token.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import { benchProject, PRINCIPAL, TABLE } from '../fixture.ts';
import { serveParent } from './serve-parent.ts';

const [, , origin = '', dynamoEndpoint = ''] = process.argv;
const project = benchProject(origin);
const token = new ProviderToken('sk-bench-provider-token');
const inMemory: ProxyPorts['projects'] = {
  findProject: async () => project,
  findAccountTokens: async () => project,
};

const nothing = async (): Promise<void> => {};
type Stores = Pick<ProxyPorts, 'projects' | 'calls' | 'objects'>;

const memoryStores: Stores = {
  projects: inMemory,
  calls: { open: nothing, settle: async () => 'settled', cancel: nothing, refuse: nothing },
  objects: {
    ownerOf: async () => project.projectId,
    claim: async () => 'claimed',
    takeUnsettled: async () => null,
    forget: nothing,
  },
};

/** What a call without limits reads and writes. The SDK is loaded only here, so that it is not in the other figures. */
async function tableStores(endpoint: string): Promise<Stores> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { projectReader } = await import('../../shared/aws/projects/reader.ts');
  const { callStore } = await import('../../shared/aws/usage/call-store.ts');
  const { objectStore } = await import('../../shared/aws/usage/object-store.ts');
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  return {
    projects: projectReader(client, TABLE),
    calls: callStore(client, TABLE),
    objects: objectStore(client, TABLE),
  };
}

const serve = createServe({
  ...(dynamoEndpoint === '' ? memoryStores : await tableStores(dynamoEndpoint)),
  rateLimiter: async () => ({ kind: 'unlimited' }),
  noteUse: nothing,
  modelLists: { of: async () => [] },
  policies: () => Promise.reject(new Error('no policy')),
  writeMetrics: () => undefined,
  wait: nothing,
  secrets: { read: async () => token, reread: async () => token },
  send: createTransport({
    connectMs: 5_000,
    firstByteMs: 30_000,
    idleMs: 30_000,
    totalMs: 60_000,
  }),
  trustedOrigins: new Set([origin]),
  clock: Date.now,
  log: createLog(console),
});

const authorizer = encodePrincipal(PRINCIPAL);
let requests = 0;

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const event = {
    httpMethod: request.method,
    resource: request.url,
    pathParameters: null,
    multiValueQueryStringParameters: null,
    multiValueHeaders: request.headersDistinct,
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: `bench-${++requests}`,
      authorizer,
      identity: { sourceIp: '198.51.100.7' },
    },
  } as unknown as APIGatewayProxyEvent;
  serve(event).then(({ statusCode, headers, body: result }) => {
    response.writeHead(statusCode, headers);
    if (result instanceof Readable) pipeline(result, response, () => undefined);
    else response.end(result);
  });
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => answer(request, response, Buffer.concat(parts).toString()));
});
serveParent(server);
