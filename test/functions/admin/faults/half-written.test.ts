// When a store stays away in the middle, nothing is left half written.
import { describe, expect, it } from 'vitest';
import { startAdminSystem } from '../../../support/admin-system.ts';
import type { AwsCall } from '../../../support/aws-endpoint.ts';
import type { Fault } from '../../../support/dynamo-engine.ts';
import { writesTo } from '../../../support/store-writes.ts';
import {
  errorOf,
  newKey,
  newProject,
  newToken,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

/** Every call that matches gets the fault, however often it is repeated. */
function always(fault: Fault, matches: (call: AwsCall) => boolean): void {
  admin.dynamo.fault = (call) => (matches(call) ? fault : 'none');
}
const puts = (table: string) => writesTo(table, 'Put');

/** The writes of a new key break off, and so does the look at what became of them. */
function unknownOutcome(fault: Fault): void {
  const writesKey = puts(admin.dynamo.keysTable);
  let wrote = false;
  admin.dynamo.fault = (call) => {
    wrote ||= writesKey(call);
    const isLook =
      call.operation === 'GetItem' && call.input['TableName'] === admin.dynamo.auditTable;
    return writesKey(call) || (wrote && isLook) ? fault : 'none';
  };
}

const keysOf = async (name: string) =>
  (await admin.dynamo.rows(admin.dynamo.keysTable)).filter((row) => row['name'] === name);
const projectNames = async () => {
  const { body } = await admin.call('GET', '/api/v1/projects', { query: { limit: '100' } });
  return body.projects.map((project: { name: string }) => project.name);
};
const expect503 = (answer: Awaited<ReturnType<typeof admin.call>>) => {
  expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
  expect(answer.headers['retry-after']).toBe('1');
};

describe('a project', () => {
  it('whose first key could not be stored does not exist', async () => {
    always('cut', puts(admin.dynamo.keysTable));
    expect503(await admin.call('POST', '/api/v1/projects', { body: { name: 'keyless' } }));
    expect(await projectNames()).not.toContain('keyless');
  });

  it.each([
    'cut',
    'cut-after',
  ] as const)('that could not be written (%s) is not listed, and its first key is dead', async (fault) => {
    const name = `lost ${fault}`;
    unknownOutcome(fault);
    expect503(await admin.call('POST', '/api/v1/projects', { body: { name } }));
    admin.dynamo.fault = () => 'none';
    expect(await projectNames()).not.toContain(name);
    const rows = await admin.dynamo.rows(admin.dynamo.projectsTable);
    const left = rows.filter((row) => row['name'] === name);
    expect(left.filter((row) => row['isActive'] !== false)).toEqual([]);
    const orphans = await keysOf('Default key');
    const ids = new Set(rows.flatMap((row) => (row['isActive'] === true ? [row['pk']] : [])));
    const alive = orphans.filter((row) => row['status'] === 'active');
    expect(alive.filter((row) => !ids.has(row['projectId']))).toEqual([]);
  });
});

describe('a key', () => {
  it('that was written without an answer is told by its event: 201', async () => {
    const project = await newProject(admin);
    always('cut-after', puts(admin.dynamo.keysTable));
    const { answer } = await newKey(admin, project, { name: 'delivered' });
    expect(answer.status).toBe(201);
    expect((await keysOf('delivered')).map((row) => row['status'])).toEqual(['active']);
  });

  it('that nobody got does not stay active', async () => {
    const project = await newProject(admin);
    unknownOutcome('cut-after');
    const { answer } = await newKey(admin, project, { name: 'undelivered' });
    expect503(answer);
    const rows = await keysOf('undelivered');
    expect(rows.map((row) => row['status'])).toEqual(['deactivated']);
  });

  it('is not made without the pepper, and the next call recovers', async () => {
    const fresh = await startAdminSystem();
    try {
      fresh.secretsEndpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
      expect503(await fresh.call('POST', '/api/v1/projects', { body: { name: 'x' } }));
      expect(await fresh.dynamo.rows(fresh.dynamo.keysTable)).toEqual([]);
      fresh.secretsEndpoint.answer = () => ({ output: { SecretString: '{"current":"1"}' } });
      expect503(await fresh.call('POST', '/api/v1/projects', { body: { name: 'x' } }));
      fresh.secretsEndpoint.answer = fresh.secrets.answer;
      expect((await fresh.call('POST', '/api/v1/projects', { body: { name: 'x' } })).status).toBe(
        201,
      );
    } finally {
      await fresh.close();
    }
  });
});

describe('a token', () => {
  const secretCount = () => admin.secrets.secrets.size;

  it('whose secret could not be written is not listed', async () => {
    const { path } = await newProject(admin);
    const before = secretCount();
    admin.secretsEndpoint.answer = (call) =>
      call.operation === 'CreateSecret'
        ? { error: 'InternalServiceError', status: 500 }
        : admin.secrets.answer(call);
    expect503((await newToken(admin, path)).answer);
    expect((await admin.call('GET', `${path}/tokens`)).body.total).toBe(0);
    expect(secretCount()).toBe(before);
  });

  it('whose secret was written without an answer is not listed, and the secret goes', async () => {
    const { path } = await newProject(admin);
    const before = secretCount();
    admin.secretsEndpoint.answer = (call) => {
      const answer = admin.secrets.answer(call);
      return call.operation === 'CreateSecret' ? { hang: true } : answer;
    };
    expect503((await newToken(admin, path)).answer);
    expect((await admin.call('GET', `${path}/tokens`)).body.total).toBe(0);
    expect(secretCount()).toBe(before);
  });

  it('whose row could not be written is not listed, and its secret goes at once', async () => {
    const { path } = await newProject(admin);
    const before = secretCount();
    always('cut', ({ operation }) => operation === 'TransactWriteItems');
    admin.secretsEndpoint.calls.length = 0;
    expect503((await newToken(admin, path)).answer);
    expect(admin.secretsEndpoint.calls.at(-1)).toMatchObject({
      operation: 'DeleteSecret',
      input: { ForceDeleteWithoutRecovery: true },
    });
    expect(secretCount()).toBe(before);
    expect((await admin.call('GET', `${path}/tokens`)).body.total).toBe(0);
  });

  it('whose row was written without an answer is listed: 201', async () => {
    const { path } = await newProject(admin);
    always('cut-after', ({ operation }) => operation === 'TransactWriteItems');
    const { answer, id } = await newToken(admin, path);
    expect(answer.status).toBe(201);
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', `${path}/tokens/${id}`)).body).toEqual(answer.body);
  });

  it('of which nobody knows whether it was written keeps its secret, and the log says so', async () => {
    const { path } = await newProject(admin);
    const before = secretCount();
    let wrote = false;
    admin.dynamo.fault = ({ operation }) => {
      wrote ||= operation === 'TransactWriteItems';
      return wrote ? 'cut-after' : 'none';
    };
    expect503((await newToken(admin, path)).answer);
    expect(secretCount()).toBe(before + 1);
    expect(admin.logs.join('\n')).toContain('token_secret_without_record');
  });

  it('of a project that is deleted meanwhile is 404, and its secret goes', async () => {
    const { path } = await newProject(admin);
    const before = secretCount();
    let deletion: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || deletion !== null) return 'none';
      deletion = admin.call('DELETE', path);
      return { after: deletion };
    };
    expect(errorOf((await newToken(admin, path)).answer)).toMatchObject({ status: 404 });
    expect(secretCount()).toBe(before);
  });
});
