// An engine, a secrets server and two signed callers, for tests of the local stores.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Identity, newRoleCredentials } from '../../../local/iam/identity.ts';
import type { Statement } from '../../../local/iam/policy.ts';
import { startEngine } from '../../../local/stores/dynamodb-engine.ts';
import type { FaultHook } from '../../../local/stores/faults.ts';
import { openStoreFront } from '../../../local/stores/front.ts';
import { SecretBook } from '../../../local/stores/secret-book.ts';
import { createSecretsManager } from '../../../local/stores/secrets-manager.ts';
import { ensureTables } from '../../../local/stores/tables.ts';
import type { TableModel } from '../../../local/template/model.ts';

const REGION = 'us-east-1';
export const TABLE_ARN_PREFIX = `arn:aws:dynamodb:${REGION}:000000000000:table/`;
export const SECRET_ARN_PREFIX = `arn:aws:secretsmanager:${REGION}:000000000000:secret:`;

export const thingsTable: TableModel = {
  tableName: 'things',
  attributes: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  indexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

export type StoreWorld = {
  readonly folder: string;
  readonly secretsFile: string;
  setFault(hook: FaultHook | null): void;
  dynamo(caller?: Identity): DynamoDBClient;
  secrets(caller?: Identity): SecretsManagerClient;
  close(): Promise<void>;
};

export const roleThatMay = (name: string, statements: readonly Statement[]): Identity => ({
  ...newRoleCredentials(),
  arn: `arn:aws:sts::000000000000:assumed-role/role/${name}`,
  userId: `AROA:${name}`,
  accountId: '000000000000',
  statements,
});

const everything: Statement = { effect: 'Allow', actions: ['*'], resources: ['*'] };

/** `callers` may sign besides the all-powerful default one. */
export async function openStoreWorld(...callers: Identity[]): Promise<StoreWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'stores-test-'));
  const secretsFile = join(folder, 'secrets.json');
  const engine = await startEngine(join(folder, 'db.sqlite'), undefined);
  await ensureTables(engine.url, REGION, [thingsTable]);
  const almighty = roleThatMay('almighty', [everything]);
  let fault: FaultHook | null = null;
  const secrets = createSecretsManager(new SecretBook(secretsFile), SECRET_ARN_PREFIX, Date.now);
  const front = await openStoreFront({
    engineUrl: engine.url,
    secrets,
    identities: new Map([almighty, ...callers].map((caller) => [caller.accessKeyId, caller])),
    region: REGION,
    names: {
      tableArnPrefix: TABLE_ARN_PREFIX,
      secretArnOf: secrets.arnOf,
      partitionKeyOf: () => 'id',
    },
    clock: Date.now,
    fault: () => fault,
  });
  const clientOf = (caller: Identity = almighty) => ({
    endpoint: front.url,
    region: REGION,
    credentials: caller as { accessKeyId: string; secretAccessKey: string; sessionToken: string },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
  });
  return {
    folder,
    secretsFile,
    setFault: (hook) => {
      fault = hook;
    },
    dynamo: (caller) => new DynamoDBClient(clientOf(caller)),
    secrets: (caller) => new SecretsManagerClient(clientOf(caller)),
    close: async () => {
      await front.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}
