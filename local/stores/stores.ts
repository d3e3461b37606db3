// DynamoDB and Secrets Manager with what the template declares in them, behind one address.
import type { IdentityBook } from '../iam/identity.ts';
import type { StackModel } from '../template/model.ts';
import { secretArnPrefix, tableArnPrefix } from '../template/physical.ts';
import type { Engine } from './dynamodb-engine.ts';
import type { FaultHook } from './faults.ts';
import { openStoreFront, type StoreFront } from './front.ts';
import { generateSecretString } from './password.ts';
import { SecretBook } from './secret-book.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { ensureTables } from './tables.ts';

export type StoresOptions = {
  readonly engine: Engine;
  readonly secretsFile: string;
  readonly identities: IdentityBook;
  readonly fault: () => FaultHook | null;
};

/** Creates missing tables and secrets; keeps what an earlier run has left. */
export async function openStores(stack: StackModel, options: StoresOptions): Promise<StoreFront> {
  const { engine, secretsFile, identities, fault } = options;
  await ensureTables(engine.url, stack.region, stack.tables);
  const book = new SecretBook(secretsFile);
  for (const secret of stack.secrets) addIfMissing(book, secret);
  await book.save();
  const secrets = createSecretsManager(book, secretArnPrefix(stack), Date.now);
  return openStoreFront({
    engineUrl: engine.url,
    secrets,
    identities,
    region: stack.region,
    names: {
      tableArnPrefix: tableArnPrefix(stack),
      secretArnOf: secrets.arnOf,
      partitionKeyOf: (name) => partitionKeyOf(stack, name),
    },
    clock: Date.now,
    fault,
  });
}

const partitionKeyOf = ({ tables }: StackModel, name: string): string =>
  tables
    .find(({ tableName }) => tableName === name)
    ?.keySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';

function addIfMissing(book: SecretBook, model: StackModel['secrets'][number]): void {
  if (book.find(model.name) !== undefined) return;
  const { name, arn, generate } = model;
  const secretString = generate === null ? model.secretString : generateSecretString(generate);
  const createdAtMs = Date.now();
  const version = { versionId: 'initial', createdAtMs, stages: ['AWSCURRENT'] };
  const versions = secretString === null ? [] : [{ ...version, secretString }];
  book.put({ name, arn, createdAtMs, deletedAtMs: null, versions });
}
