// What is secret in a running system, read from where it is kept.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LocalSystem } from '../../../local/local-system.ts';
import { ENGINE_ACCESS_KEY } from '../../../local/stores/tables.ts';
import { type Marked, markedText } from './forms.ts';
import type { Recorder } from './recorder.ts';

type Secrets = Readonly<Record<'keys' | 'tokens' | 'inner' | 'matched', readonly Marked[]>>;

const KEY = /clai_[0-9A-Za-z]{39}/g;

/**
 * `keys`: every one that an answer has shown. `inner`: pepper, digests, keys of policies, the
 * operator's own secret. `matched`: what a rule found. Throws when
 * Secrets Manager does not hold `tokens` and one pepper: then the search would be for something else.
 */
export async function allSecrets(
  local: LocalSystem,
  recorder: Recorder,
  tokens: readonly string[],
  matched: string,
): Promise<Secrets> {
  const keys = new Set(recorder.answers.flatMap(({ body }) => body.match(KEY) ?? []));
  const values = await secretValues(local);
  const [pepper, ...others] = values.filter((value) => value.startsWith('{'));
  if (pepper === undefined || others.length > 0 || !tokens.every((token) => values.includes(token)))
    throw new Error('the secrets are not where they are looked for');
  return {
    keys: [...keys].map((key, i) => markedText(`key ${i}`, key.slice(12, 28))),
    tokens: tokens.map((token, i) => markedText(`token ${i}`, token.slice(3, -4))),
    inner: [
      markedText('pepper', String(JSON.parse(pepper)['1']).slice(8, 40)),
      markedText("operator's secret", local.operator.secretAccessKey.slice(4, 24)),
      ...(await storedSecrets(local)),
    ],
    matched: [markedText('what a rule found', matched.slice(7, -6))],
  };
}

async function secretValues({ logFolder }: LocalSystem): Promise<string[]> {
  const book = JSON.parse(await readFile(join(dirname(logFolder), 'secrets.json'), 'utf8'));
  return (book as { versions: { secretString: string }[] }[]).flatMap(({ versions }) =>
    versions.map(({ secretString }) => secretString),
  );
}

/** Digests without the first half, of which the key's public id is made, and keys of policies. */
async function storedSecrets({
  dynamodbUrl: endpoint,
  region,
  stack,
}: LocalSystem): Promise<Marked[]> {
  const credentials = { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: 'x' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const scans = stack.tables.map(({ tableName }) =>
    client.send(new ScanCommand({ TableName: tableName })),
  );
  const items = (await Promise.all(scans)).flatMap(({ Items = [] }) => Items);
  client.destroy();
  const of = (name: string, from: number): Marked[] =>
    items.flatMap(({ [name]: value }, i) =>
      value?.B === undefined
        ? []
        : { what: `${name} ${i}`, core: Buffer.from(value.B.slice(from)) },
    );
  const [digests, hashKeys] = [of('digest', 16), of('hashKey', 0)];
  if (digests.length === 0 || hashKeys.length === 0) throw new Error('a secret is not stored');
  return [...digests, ...hashKeys];
}

/** Path → content, one character a byte. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) =>
    entry.isFile() ? join(entry.parentPath, entry.name) : [],
  );
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, 'latin1')] as const)),
  );
}
