// Marked secrets through every operation, good and bad: a key is in one answer, a token, pepper or digest in none.
import { expect, it } from 'vitest';
import type { Answer, CallOptions } from '../../support/admin-system.ts';
import { newProject, TOKEN_VALUE, useAdminSystem } from '../../support/use-admin.ts';

const NOBODY = 'http://127.0.0.1:1';
const admin = useAdminSystem(NOBODY);

it('a key is shown once, and nothing else that is secret ever', async () => {
  const answers: Answer[] = [];
  const call = async (method: string, path: string, options: CallOptions = {}) => {
    const answer = await admin.call(method, path, options);
    answers.push(answer);
    return answer;
  };
  const project = await newProject(admin);
  const { path } = project;
  answers.push(project.answer);
  const key = await call('POST', `${path}/api-keys`, { body: { name: 'k' } });
  const keyPath = `${path}/api-keys/${key.body.id}`;
  const body = { name: 't', provider: 'openai', api_key: TOKEN_VALUE, base_url: NOBODY };
  const token = await call('POST', `${path}/tokens`, { body });
  const tokenPath = `${path}/tokens/${token.body.id}`;
  for (const url of [
    path,
    `${path}/api-keys`,
    keyPath,
    `${path}/tokens`,
    tokenPath,
    '/api/v1/health',
  ])
    await call('GET', url);
  await call('PATCH', tokenPath, { body: { api_key: `${TOKEN_VALUE}-2` } });
  await call('PATCH', tokenPath, { body: { api_key: `${TOKEN_VALUE}\n` } });
  await call('PATCH', tokenPath, { body: { [TOKEN_VALUE]: 1, [key.body.key]: 1 } });
  await call('POST', `${path}/tokens`, { text: `{"api_key":"${TOKEN_VALUE}"` });
  await call('GET', `${path}/api-keys`, { query: { cursor: key.body.key, status: 'active' } });
  await call('GET', `${path}/api-keys`, { query: { [key.body.key]: TOKEN_VALUE } });
  await call('GET', `${path}/api-keys/${key.body.key}`);
  await call('POST', `${tokenPath}/verify`);
  for (const fault of ['cut', 'conflict', 'invalid'] as const) {
    admin.dynamo.fault = () => fault;
    await call('POST', `${path}/tokens`, { body });
    await call('POST', `${path}/api-keys`, { body: { name: 'k' } });
    await call('DELETE', keyPath, { query: { reason: 'fault' } });
  }
  admin.dynamo.fault = () => 'none';
  admin.secretsEndpoint.answer = () => ({ error: 'AccessDeniedException' });
  await call('POST', `${path}/tokens`, { body });
  admin.secretsEndpoint.answer = admin.secrets.answer;
  await call('DELETE', tokenPath);
  await call('DELETE', path);

  const everything = [...answers.map(({ text }) => text), ...admin.logs];
  const holding = (secret: string) => everything.filter((text) => text.includes(secret)).length;
  expect(everything.length).toBeGreaterThan(30);
  expect(holding(key.body.key)).toBe(1);
  expect(holding(project.answer.body.api_key.key)).toBe(1);
  expect(holding(TOKEN_VALUE)).toBe(0);
  expect(holding('p'.repeat(64))).toBe(0);
  expect(holding('collie/test/')).toBe(0);
  for (const row of await admin.dynamo.rows(admin.dynamo.keysTable)) {
    const digest = Buffer.from(row['digest'] as Uint8Array);
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(holding(digest.toString(encoding))).toBe(0);
  }
});
