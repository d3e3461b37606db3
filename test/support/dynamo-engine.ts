// The embedded DynamoDB engine with the product's tables, behind a front that records calls and plants faults.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { plainItem } from '../../shared/aws/dynamo/plain-item.ts';
import type { AwsCall } from './aws-endpoint.ts';
import { tableDefinitions, tableNames } from './test-tables.ts';

/**
 * `-after`: carried out first. A cut connection, a server error and a time-out are what the SDK repeats. `conflict`:
 * refused as if somebody else had written; in a transaction, its first item. `overtaken`: its last item. `invalid`:
 * refused as a mistake of ours. `after`: carried out when something else has happened.
 */
export type Fault =
  | 'none'
  | 'throttle'
  | 'conflict'
  | 'overtaken'
  | 'invalid'
  | 'server-error'
  | 'server-error-after'
  | 'cut'
  | 'cut-after'
  | 'hang'
  | 'hang-after'
  | { readonly after: Promise<unknown>; readonly done?: () => void };

export type DynamoEngine = typeof tableNames & {
  /** Past the front, and through it. */
  readonly url: string;
  readonly frontUrl: string;
  readonly calls: AwsCall[];
  /** Asked for every call that comes through `client`. */
  fault: (call: AwsCall) => Fault;
  /** As the functions use it, with short time limits; goes through the front. */
  readonly client: DynamoDBClient;
  /** Every item of a table, read past the front. */
  readonly rows: (table: string) => Promise<Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
};

const TIME_LIMIT_MS = 1_000;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-west-1';

export async function startDynamoEngine(): Promise<DynamoEngine> {
  const { url, child } = await startProcess();
  const direct = new DynamoDBClient({ endpoint: url, region, credentials });
  for (const table of tableDefinitions) await direct.send(new CreateTableCommand(table));

  const front = createServer((request, response) => void relay(request, response, url, engine));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const frontUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint: frontUrl,
    region,
    credentials,
    maxAttempts: 3,
    requestHandler: { requestTimeout: TIME_LIMIT_MS, throwOnRequestTimeout: true },
  });
  const engine: DynamoEngine = {
    ...tableNames,
    url,
    frontUrl,
    calls: [],
    fault: () => 'none',
    client,
    rows: async (table) => {
      const { Items = [] } = await direct.send(
        new ScanCommand({ TableName: table, ConsistentRead: true }),
      );
      return Items.map(plainItem);
    },
    close: async () => {
      client.destroy();
      direct.destroy();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      child?.kill();
    },
  };
  return engine;
}

/** DYNAMODB_ENDPOINT names another engine where this platform has no embedded one. */
async function startProcess(): Promise<{ url: string; child: ChildProcess | null }> {
  const other = process.env['DYNAMODB_ENDPOINT'];
  if (other !== undefined && other !== '') return { url: other, child: null };
  const name = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  const binary = createRequire(import.meta.url)
    .resolve(name)
    .replace('package.json', 'dynoxide');
  for (let attempt = 0; ; attempt++) {
    const port = await freePort();
    const child = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
    process.once('exit', () => child.kill());
    if (await answers(port, child)) return { url: `http://127.0.0.1:${port}`, child };
    if (attempt === 3) throw new Error('the DynamoDB engine does not start');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 400 && child.exitCode === null; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer !== null) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

async function relay(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  engine: DynamoEngine,
): Promise<void> {
  const body = await buffer(request);
  const target = String(request.headers['x-amz-target']);
  const call: AwsCall = {
    operation: target.split('.')[1] ?? '',
    input: JSON.parse(body.toString()),
  };
  engine.calls.push(call);
  const fault = engine.fault(call);
  if (fault === 'hang') return;
  if (fault === 'cut') return void response.destroy();
  if (typeof fault === 'object') await fault.after;
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  const refuse = (status: number, error: object): void => {
    response.writeHead(status, headers);
    response.end(JSON.stringify({ ...error, message: 'told to' }));
  };
  if (fault === 'server-error') return refuse(500, SERVER_ERROR);
  const refusal = typeof fault === 'string' ? refusalOf(fault, call) : null;
  if (refusal !== null) return refuse(400, refusal);
  const answer = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(request),
    body: new Uint8Array(body),
  });
  const text = await answer.text();
  if (typeof fault === 'object') fault.done?.();
  if (fault === 'hang-after') return;
  if (fault === 'cut-after') return void response.destroy();
  if (fault === 'server-error-after') return refuse(500, SERVER_ERROR);
  response.writeHead(answer.status, headers);
  response.end(text);
}

const SERVER_ERROR = { __type: 'InternalServerError' };

function refusalOf(fault: string, { operation, input }: AwsCall): object | null {
  if (fault === 'throttle') return { __type: 'ThrottlingException' };
  if (fault === 'invalid') return { __type: 'ValidationException' };
  if (fault !== 'conflict' && fault !== 'overtaken') return null;
  if (operation !== 'TransactWriteItems') return { __type: 'ConditionalCheckFailedException' };
  const items = input['TransactItems'] as unknown[];
  const failing = fault === 'conflict' ? 0 : items.length - 1;
  const reasons = items.map((_, i) => ({
    Code: i === failing ? 'ConditionalCheckFailed' : 'None',
  }));
  return { __type: 'TransactionCanceledException', CancellationReasons: reasons };
}

/** What an engine looks at: the operation and the signature. */
const signedHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /^(x-amz-|authorization$|content-type$)/.test(name) ? [[name, String(value)]] : [],
    ),
  );
