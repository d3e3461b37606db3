// The admin plane for a test file: started once, faults and clock put back after each test.
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type AdminSystem, type Answer, START_MS, startAdminSystem } from './admin-system.ts';

export function useAdminSystem(trustedOrigins = ''): AdminSystem {
  const system = {} as AdminSystem;
  beforeAll(async () => {
    Object.assign(system, await startAdminSystem(trustedOrigins));
  });
  afterEach(() => {
    system.dynamo.fault = () => 'none';
    system.secretsEndpoint.answer = system.secrets.answer;
    system.time.nowMs = START_MS;
  });
  afterAll(() => system.close());
  return system;
}

export type TestProject = { readonly id: string; readonly path: string; readonly answer: Answer };

export async function newProject(admin: AdminSystem, body: object = {}): Promise<TestProject> {
  const answer = await admin.call('POST', '/api/v1/projects', { body: { name: 'Test', ...body } });
  return { id: answer.body.id, path: `/api/v1/projects/${answer.body.id}`, answer };
}

export type TestKey = { readonly id: string; readonly path: string; readonly answer: Answer };

export async function newKey(
  admin: AdminSystem,
  project: TestProject,
  body: object = {},
): Promise<TestKey> {
  const path = `${project.path}/api-keys`;
  const answer = await admin.call('POST', path, { body: { name: 'Test key', ...body } });
  return { id: answer.body.id, path: `${path}/${answer.body.id}`, answer };
}

export const TOKEN_VALUE = 'sk-marked-provider-token-0123456789-wxyz';

/** `scope` is `/api/v1` or a project's path. */
export async function newToken(
  admin: AdminSystem,
  scope: string,
  body: object = {},
): Promise<TestKey> {
  const path = `${scope}/tokens`;
  const answer = await admin.call('POST', path, {
    body: { name: 'Test token', provider: 'openai', api_key: TOKEN_VALUE, ...body },
  });
  return { id: answer.body.id, path: `${path}/${answer.body.id}`, answer };
}

/** The one row of a key, as stored. */
export async function keyRow(admin: AdminSystem, keyId: string): Promise<Record<string, unknown>> {
  const rows = await admin.dynamo.rows(admin.dynamo.keysTable);
  return rows.find((row) => row['keyId'] === keyId) ?? {};
}

/** Everything stored in both tables, by id, to show that nothing has changed. */
export async function storedItems({ dynamo }: AdminSystem): Promise<Map<string, unknown>> {
  const keys = await dynamo.rows(dynamo.keysTable);
  const projects = await dynamo.rows(dynamo.projectsTable);
  return new Map([...keys, ...projects].map((row) => [String(row['keyId'] ?? row['pk']), row]));
}

export const errorOf = ({ status, body }: Answer) => ({
  status,
  code: body?.error?.code,
  param: body?.error?.param,
});
