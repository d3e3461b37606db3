// A write whose answer got lost is repeated by the SDK: it must count once, and success must not turn into an error.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../support/dynamo-engine.ts';
import { writesTo } from '../../../support/store-writes.ts';
import {
  keyRow,
  newKey,
  newProject,
  newToken,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

/** The first answer to a write of this table is lost after the write was committed. */
function loseFirstAnswer(table: string, fault: Fault): void {
  let lost = false;
  admin.dynamo.fault = (call) => {
    if (lost || !writesTo(table)(call)) return 'none';
    lost = true;
    return fault;
  };
}

const projectRow = async (pk: string) =>
  (await admin.dynamo.rows(admin.dynamo.projectsTable)).find((row) => row['pk'] === pk) ?? {};

describe.each([
  'cut-after',
  'hang-after',
  'cut',
  'hang',
] as const)('an answer lost by %s', (fault) => {
  it('to the creation of a key gives 201, one key, and it is active', async () => {
    const project = await newProject(admin);
    loseFirstAnswer(admin.dynamo.keysTable, fault);
    const key = await newKey(admin, project);
    expect(key.answer.status).toBe(201);
    expect(await keyRow(admin, key.id)).toMatchObject({ status: 'active', rev: 1 });
    expect((await admin.call('GET', `${project.path}/api-keys`)).body.total).toBe(2);
  });
});

describe('an answer lost after the write', () => {
  it('to the creation of a project gives 201 and one project', async () => {
    loseFirstAnswer(admin.dynamo.projectsTable, 'cut-after');
    const { answer, path, id } = await newProject(admin);
    expect(answer.status).toBe(201);
    expect((await admin.call('GET', path)).status).toBe(200);
    expect(await projectRow(id)).toMatchObject({ rev: 1, isActive: true });
    expect(await keyRow(admin, answer.body.api_key.id)).toMatchObject({ status: 'active' });
  });

  it('to a change of a project gives 200 and counts once', async () => {
    const { path, id } = await newProject(admin);
    loseFirstAnswer(admin.dynamo.projectsTable, 'cut-after');
    const answer = await admin.call('PATCH', path, { body: { name: 'after' } });
    expect([answer.status, answer.body.name]).toEqual([200, 'after']);
    expect(await projectRow(id)).toMatchObject({ rev: 2 });
  });

  it('to a change of a key gives 200 and counts once', async () => {
    const key = await newKey(admin, await newProject(admin));
    loseFirstAnswer(admin.dynamo.keysTable, 'cut-after');
    const answer = await admin.call('PATCH', key.path, { body: { name: 'after' } });
    expect([answer.status, answer.body.name]).toEqual([200, 'after']);
    expect(await keyRow(admin, key.id)).toMatchObject({ rev: 2 });
  });

  it('to a deactivation gives 204 and keeps the first time', async () => {
    const key = await newKey(admin, await newProject(admin));
    loseFirstAnswer(admin.dynamo.keysTable, 'cut-after');
    expect((await admin.call('DELETE', key.path)).status).toBe(204);
    expect(await keyRow(admin, key.id)).toMatchObject({ status: 'deactivated' });
  });

  it('to a deletion of a project gives 204', async () => {
    const { path, id } = await newProject(admin);
    loseFirstAnswer(admin.dynamo.projectsTable, 'cut-after');
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect(await projectRow(id)).toMatchObject({ isActive: false });
  });

  it('to the first token of the account, and of a project, gives 201 and one record', async () => {
    const { path } = await newProject(admin);
    for (const scope of ['/api/v1', path]) {
      loseFirstAnswer(admin.dynamo.projectsTable, 'cut-after');
      const token = await newToken(admin, scope);
      expect(token.answer.status).toBe(201);
      const { body } = await admin.call('GET', `${scope}/tokens`);
      expect([body.total, body.tokens[0].id]).toEqual([1, token.id]);
    }
    expect(await projectRow('account')).toMatchObject({ rev: 1 });
  });

  it('to the storing of a secret gives 201 and one secret of one version', async () => {
    const { path } = await newProject(admin);
    let lost = false;
    admin.secretsEndpoint.answer = (call) => {
      const answer = admin.secrets.answer(call);
      if (lost || call.operation !== 'CreateSecret') return answer;
      lost = true;
      return { hang: true };
    };
    const token = await newToken(admin, path);
    expect(token.answer.status).toBe(201);
    const secrets = [...admin.secrets.secrets].filter(([name]) => name.endsWith(token.id));
    expect(secrets.map(([, { versions }]) => versions.size)).toEqual([1]);
  });

  it('is told apart from a change of somebody else’s', async () => {
    const key = await newKey(admin, await newProject(admin));
    let rival: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || rival !== null) return 'none';
      rival = admin.call('PATCH', key.path, { body: { description: 'theirs' } });
      return { after: rival };
    };
    const answer = await admin.call('PATCH', key.path, { body: { name: 'mine' } });
    expect(answer.body).toMatchObject({ name: 'mine', description: 'theirs' });
    expect(await keyRow(admin, key.id)).toMatchObject({ rev: 3 });
  });
});
