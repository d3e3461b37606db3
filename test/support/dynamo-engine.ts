// The embedded DynamoDB engine in memory on a free loopback port, with tables of two text keys.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export type DynamoEngine = {
  readonly url: string;
  /** A client of the engine, or of a proxy in front of it. The caller destroys it. */
  readonly client: (url?: string) => DynamoDBClient;
  readonly createTable: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const testCredentials = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

export async function startDynamoEngine(): Promise<DynamoEngine> {
  const { child, url } = await spawnOnFreePort();
  const client = (to = url) => new DynamoDBClient({ ...testCredentials, endpoint: to });
  return {
    url,
    client,
    createTable: async (name) => {
      const dynamo = client();
      await dynamo.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
        }),
      );
      dynamo.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

const binary = (): string => {
  const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
  return join(dirname(manifest), 'dynoxide');
};

const TRIES = 5;

/** The engine does not tell which port it chose, so a free one is found first; another may take it in between. */
async function spawnOnFreePort(): Promise<{ child: ChildProcess; url: string }> {
  for (let i = 0; i < TRIES; i++) {
    const port = await freePort();
    const child = spawn(binary(), ['--port', String(port)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (await says(child, 'listening')) return { child, url: `http://127.0.0.1:${port}` };
  }
  throw new Error('the engine did not start');
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** False when the process ends without having said it. */
const says = (child: ChildProcess, word: string): Promise<boolean> =>
  new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.includes(word)) resolve(true);
    });
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
  });
