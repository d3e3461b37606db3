// I6: the plaintext of a key exists in one response only.
import { expect, it } from 'vitest';
import { eventsOf } from '../support/audit.ts';
import { leaksOn } from '../support/leaks-system.ts';
import { newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();

it('over its whole life: no other answer, row, event or log line has its hidden part', async () => {
  const answers: string[] = [];
  const call: typeof admin.call = async (...args) => {
    const answer = await admin.call(...args);
    answers.push(answer.text);
    return answer;
  };
  const headers = { 'Idempotency-Key': 'once' };
  const project = await newProject(admin);
  const made = await call('POST', `${project.path}/api-keys`, { body: { name: 'K' }, headers });
  const path = `${project.path}/api-keys/${made.body.id}`;
  await call('POST', `${project.path}/api-keys`, { body: { name: 'K' }, headers });
  await call('PATCH', path, { body: { name: 'L', expires_at: '2027-01-01T00:00:00Z' } });
  const rotation = { body: { overlap_seconds: 60 }, headers };
  const fresh = await call('POST', `${path}/rotate`, rotation);
  await call('POST', `${path}/rotate`, rotation);
  await call('POST', `${path}/rotate`, { body: {} });
  for (const url of [path, `${project.path}/api-keys`, `${project.path}/audit`, '/api/v1/audit'])
    await call('GET', url);
  const leak = await leaksOn(admin, 'http://127.0.0.1:9').call('/v1/leaks', {
    body: { token: made.body.key },
  });
  await call('DELETE', path);
  await newKey(admin, project);

  const { dynamo } = admin;
  const tables = [dynamo.keysTable, dynamo.projectsTable, dynamo.auditTable, dynamo.claimsTable];
  const rows = await Promise.all(tables.map((table) => dynamo.rows(table)));
  const everywhere = [
    ...answers,
    leak.text,
    JSON.stringify(rows),
    JSON.stringify(await eventsOf(admin, project.path)),
    ...admin.logs,
  ].join('\n');
  for (const key of [made.body.key, fresh.body.key, project.answer.body.api_key.key]) {
    const hidden = key.slice(9, -3);
    const shown = everywhere.split(hidden).length - 1;
    expect(shown).toBe(key === project.answer.body.api_key.key ? 0 : 1);
  }
});
