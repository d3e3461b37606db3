// The data plane's reads as the SDK sends them: single items of the base table, strongly consistent.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toAccountTokensItem, toProjectItem } from '../../../../shared/aws/projects/item.ts';
import { projectReader } from '../../../../shared/aws/projects/reader.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { projectAt, scopeOf, tokenRecord } from '../../../support/proxy.ts';

const project = projectAt('https://llm.example.com', {
  allowedIps: ['198.51.100.7'],
  modelProviders: { 'llama-': 'groq' },
});

let endpoint: AwsEndpoint;
let client: DynamoDBClient;

beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new DynamoDBClient({ ...endpoint.config, maxAttempts: 1 });
});
beforeEach(() => {
  endpoint.calls.length = 0;
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

/** The item on the wire, as the admin plane's document client writes it. */
async function onTheWire(item: Record<string, unknown>): Promise<unknown> {
  endpoint.answer = () => ({ output: {} });
  const writer = DynamoDBDocumentClient.from(client);
  await writer.send(new PutCommand({ TableName: 'Projects', Item: item }));
  return endpoint.calls.pop()?.input['Item'];
}

describe('projectReader', () => {
  it('reads a project with one strongly consistent GetItem, as the admin plane wrote it', async () => {
    const Item = await onTheWire(toProjectItem(project));
    endpoint.answer = () => ({ output: { Item } });
    expect(await projectReader(client, 'Projects').findProject(project.projectId)).toEqual(project);
    expect(endpoint.calls).toEqual([
      {
        operation: 'GetItem',
        input: {
          TableName: 'Projects',
          Key: { pk: { S: project.projectId }, sk: { S: 'project' } },
          ConsistentRead: true,
        },
      },
    ]);
  });

  it("reads the account's tokens with one strongly consistent GetItem", async () => {
    const scope = scopeOf(tokenRecord('openai', null));
    const Item = await onTheWire(toAccountTokensItem(scope));
    endpoint.answer = () => ({ output: { Item } });
    expect(await projectReader(client, 'Projects').findAccountTokens()).toEqual(scope);
    expect(endpoint.calls).toMatchObject([
      { input: { Key: { pk: { S: 'account' }, sk: { S: 'tokens' } }, ConsistentRead: true } },
    ]);
  });

  it('gives null for a project that is not there', async () => {
    endpoint.answer = () => ({ output: {} });
    expect(await projectReader(client, 'Projects').findProject(project.projectId)).toBeNull();
  });

  it('gives null for a deleted project, whatever else it says', async () => {
    const Item = (await onTheWire({ ...toProjectItem(project), deletedAt: 'x' })) as object;
    endpoint.answer = () => ({ output: { Item } });
    expect(await projectReader(client, 'Projects').findProject(project.projectId)).toBeNull();
  });

  it('takes a set where a list belongs for damage, not for no restriction', async () => {
    const Item = (await onTheWire(toProjectItem(project))) as object;
    endpoint.answer = () => ({ output: { Item: { ...Item, allowedIps: { SS: ['0.0.0.0/0'] } } } });
    const reading = projectReader(client, 'Projects').findProject(project.projectId);
    await expect(reading).rejects.toMatchObject({ code: 'internal_error' });
  });

  it.each([
    'ProvisionedThroughputExceededException',
    'InternalServerError',
    'ResourceNotFoundException',
    'AccessDeniedException',
  ])('is unavailable on %s, and reads again on the next request', async (error) => {
    const reader = projectReader(client, 'Projects');
    endpoint.answer = () => ({ error });
    await expect(reader.findProject(project.projectId)).rejects.toMatchObject({
      code: 'service_unavailable',
    });
    endpoint.answer = () => ({ output: {} });
    expect(await reader.findProject(project.projectId)).toBeNull();
  });
});
