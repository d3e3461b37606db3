// Policies through the deployed admin function: a large dictionary as text, activation and rollback, as the proxy reads them.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINE_ACCESS_KEY } from '../../../local/stores/tables.ts';
import { policyVersionReader } from '../../../shared/aws/policies/version-reader.ts';
import { projectReader } from '../../../shared/aws/projects/reader.ts';
import type { ProjectId } from '../../../shared/kernel/ids.ts';
import { createPolicyLoader } from '../../../shared/policies/active/load-policy.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { answerOf, signer } from '../admin.ts';
import { type Door, useSystem } from '../system.ts';

const system = useSystem();
/** As the proxy composes it, and not through anything of the admin function's. */
let filtered: (text: string) => Promise<string>;
let client: DynamoDBClient;
let door: Door;

beforeAll(async () => {
  const { dynamodbUrl: endpoint, region, stack } = system.local;
  const credentials = { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: 'x' };
  client = new DynamoDBClient({ endpoint, region, credentials });
  door = await system.newProject();
  const name = stack.tables.find((each) => each.tableName.includes('Projects'))?.tableName ?? '';
  const load = createPolicyLoader(policyVersionReader({ client, name }));
  const { findProject } = projectReader(client, name);
  filtered = async (text) => {
    const project = await findProject(door.projectId as ProjectId);
    if (project?.policy == null) return text;
    return evaluate((await load(project.policy)).compiled, text, 'inbound').text;
  };
});
afterAll(() => client.destroy());

describe('a policy with a dictionary of 20,000 terms', () => {
  it('comes into force, changes by versions only, and is rolled back', async () => {
    const { local, admin } = system;
    const terms = Array.from({ length: 20_000 }, (_, i) => `codename ${i} of the set`);
    const sent = await signer(local.operator, local).fetch(
      `${local.adminUrl}/api/v1/dictionaries?name=Code%20names`,
      { method: 'POST', body: terms.join('\n'), headers: { 'content-type': 'text/plain' } },
    );
    const dictionary = await answerOf(sent);
    expect([dictionary.status, dictionary.body['term_count']]).toEqual([201, 20_000]);
    const rule = {
      ...{ name: 'Names', rule_type: 'aho_corasick', direction: 'all', decision: 'mask' },
      config: { dictionary_id: dictionary.body['id'], replacement: '[NAME]' },
    };
    const policy = await admin('POST', '/policies', { name: 'Names', rules: [rule] });
    const policyId = String(policy.body['id']);
    const put = (version?: number) =>
      admin('PUT', `/projects/${door.projectId}/policy`, {
        ...{ policy_id: policyId, ...(version === undefined ? {} : { version }) },
      });
    const text = 'about codename 19999 of the set, and orion';
    expect(await filtered(text)).toBe(text);
    expect((await put()).body).toMatchObject({ policy_id: policyId, version: 1 });
    expect(await filtered(text)).toBe('about [NAME], and orion');

    const path = `/dictionaries/${dictionary.body['id']}`;
    expect((await admin('PUT', path, { terms: ['orion'] })).status).toBe(200);
    expect(await filtered(text)).toBe('about [NAME], and orion');
    expect((await put()).body).toMatchObject({ version: 2, latest_version: 2 });
    expect(await filtered(text)).toBe('about codename 19999 of the set, and [NAME]');
    expect((await put(1)).body).toMatchObject({ version: 1 });
    expect(await filtered(text)).toBe('about [NAME], and orion');

    const trial = { message: text, direction: 'inbound', version: 1 };
    const tried = await admin('POST', `/policies/${policyId}/test`, trial);
    expect(tried.body['modified_message']).toBe('about [NAME], and orion');
    expect((await admin('DELETE', `/policies/${policyId}`)).status).toBe(409);
    expect((await admin('DELETE', `/projects/${door.projectId}/policy`)).status).toBe(204);
    expect(await filtered(text)).toBe(text);
    expect((await admin('DELETE', `/policies/${policyId}`)).status).toBe(204);
    expect((await admin('DELETE', path)).status).toBe(204);
  });
});
