// The local Secrets Manager, seen through AWS's own client.
import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SecretBook } from '../../../local/stores/secret-book.ts';
import { openStoreWorld, SECRET_ARN_PREFIX, type StoreWorld } from './store-world.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: StoreWorld;
let client: SecretsManagerClient;

beforeAll(async () => {
  world = await openStoreWorld();
  client = world.secrets();
});
afterAll(() => world.close());

const freshName = (): string => `collie/dev/default/openai/${randomUUID()}`;
const create = (Name: string, SecretString = 'one', ClientRequestToken: string = randomUUID()) =>
  client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
const put = (SecretId: string, SecretString: string, ClientRequestToken: string = randomUUID()) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const value = async (SecretId: string, more: { VersionId?: string; VersionStage?: string } = {}) =>
  (await client.send(new GetSecretValueCommand({ SecretId, ...more }))).SecretString;

describe('a secret', () => {
  it('is read by name, by ARN and by ARN without its suffix', async () => {
    const name = freshName();
    const { ARN = '' } = await create(name);
    expect(ARN).toMatch(new RegExp(`^${SECRET_ARN_PREFIX}${name}-[0-9A-Za-z]{6}$`));
    expect([await value(name), await value(ARN), await value(ARN.slice(0, -7))]).toEqual([
      'one',
      'one',
      'one',
    ]);
  });

  it('keeps its earlier version readable by version and as AWSPREVIOUS', async () => {
    const name = freshName();
    const { VersionId: first = '' } = await create(name);
    const { VersionId: second = '' } = await put(name, 'two');
    expect(await value(name)).toBe('two');
    expect(await value(name, { VersionId: first })).toBe('one');
    expect(await value(name, { VersionId: second })).toBe('two');
    expect(await value(name, { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    await put(name, 'three');
    const { VersionIdsToStages = {} } = await client.send(
      new DescribeSecretCommand({ SecretId: name }),
    );
    expect(VersionIdsToStages[first]).toEqual([]);
    expect(VersionIdsToStages[second]).toEqual(['AWSPREVIOUS']);
  });

  it('is created once by the same request sent twice, and refused to another one', async () => {
    const name = freshName();
    const token = randomUUID();
    const first = await create(name, 'one', token);
    expect((await create(name, 'one', token)).VersionId).toBe(first.VersionId);
    await expect(create(name, 'other', token)).rejects.toThrow(ResourceExistsException);
    await expect(create(name)).rejects.toThrow(ResourceExistsException);
  });

  it('takes a version once, and never changes it', async () => {
    const name = freshName();
    await create(name);
    const token = randomUUID();
    await put(name, 'two', token);
    await put(name, 'three');
    await put(name, 'two', token);
    expect(await value(name)).toBe('three');
    await expect(put(name, 'changed', token)).rejects.toThrow(ResourceExistsException);
  });

  it('that is not there is told apart from one without that version', async () => {
    const name = freshName();
    await expect(value(name)).rejects.toThrow(ResourceNotFoundException);
    await create(name);
    await expect(value(name, { VersionId: randomUUID() })).rejects.toThrow(/for VersionId/);
  });

  it('scheduled for deletion is neither readable nor replaceable until it is restored', async () => {
    const name = freshName();
    await create(name);
    await client.send(new DeleteSecretCommand({ SecretId: name }));
    await expect(value(name)).rejects.toThrow(InvalidRequestException);
    await expect(put(name, 'two')).rejects.toThrow(InvalidRequestException);
    await expect(create(name)).rejects.toThrow(InvalidRequestException);
    await client.send(new RestoreSecretCommand({ SecretId: name }));
    expect(await value(name)).toBe('one');
  });

  it('deleted without recovery makes room for another of its name', async () => {
    const name = freshName();
    await create(name);
    await client.send(
      new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }),
    );
    await expect(value(name)).rejects.toThrow(ResourceNotFoundException);
    await create(name, 'again');
    expect(await value(name)).toBe('again');
  });

  it.each(['a name with spaces', 'ä', ''])('with the name %j is refused', async (name) => {
    await expect(create(name)).rejects.toThrow();
  });
});

describe('the secrets file', () => {
  it('is complete after every answer, and readable by its owner only', async () => {
    const name = freshName();
    await create(name, 'kept');
    expect((await stat(world.secretsFile)).mode & 0o777).toBe(0o600);
    expect(new SecretBook(world.secretsFile).find(name)?.versions[0]?.secretString).toBe('kept');
  });

  it('survives many writers at once', async () => {
    const names = Array.from({ length: 20 }, freshName);
    await Promise.all(names.map((name) => create(name)));
    const book = new SecretBook(world.secretsFile);
    expect(names.filter((name) => book.find(name) === undefined)).toEqual([]);
    expect(JSON.parse(await readFile(world.secretsFile, 'utf8'))).toBeInstanceOf(Array);
  });
});
