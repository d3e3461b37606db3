// The daily report: every active key that expires within seven days, and no other; ids only.
import { beforeEach, describe, expect, it } from 'vitest';
import { expiringKeys } from '../../../shared/aws/keys/expiring.ts';
import { createLog } from '../../../shared/kernel/log.ts';
import { createMetrics } from '../../../shared/kernel/metric.ts';
import { reportExpiringKeys } from '../../../shared/keys/expiry-report.ts';
import { START_MS } from '../../support/admin-system.ts';
import { newKey, newProject, type TestProject, useAdminSystem } from '../../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
beforeEach(async () => {
  project = await newProject(admin);
});

const at = (afterSeconds: number) => new Date(START_MS + afterSeconds * 1000).toISOString();
const DAY = 86_400;

async function run() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line));
  const keep = (entry: object): void => void lines.push({ ...entry });
  const clock = () => admin.time.nowMs;
  const { client, keysTable } = admin.dynamo;
  const result = await reportExpiringKeys({
    expiringOn: expiringKeys({ client, name: keysTable }),
    log: createLog({ info: keep, warn: keep, error: keep }),
    writeMetrics: createMetrics('Collie/test', clock, write),
    clock,
  });
  const own = lines.filter((line) => line['projectId'] === project.id);
  return { result, lines, ids: own.map(({ keyId }) => keyId) };
}

describe('the report', () => {
  it('names keys that expire from the next second on until seven days from now, soonest first', async () => {
    const inTime = [];
    for (const seconds of [1, 3_600, 3 * DAY, 7 * DAY])
      inTime.push(await newKey(admin, project, { expires_at: at(seconds) }));
    await newKey(admin, project, { expires_at: at(7 * DAY + 1) });
    await newKey(admin, project, { expires_at: at(400 * DAY) });
    await newKey(admin, project);
    expect((await run()).ids).toEqual(inTime.map(({ id }) => id));
  });

  it('leaves out what has expired, was deactivated, or was extended', async () => {
    const past = await newKey(admin, project, { expires_at: at(60) });
    const dead = await newKey(admin, project, { expires_at: at(DAY) });
    const extended = await newKey(admin, project, { expires_at: at(DAY) });
    const forever = await newKey(admin, project, { expires_at: at(DAY) });
    await admin.call('DELETE', dead.path);
    await admin.call('PATCH', extended.path, { body: { expires_at: at(30 * DAY) } });
    await admin.call('PATCH', forever.path, { body: { expires_at: null } });
    expect((await run()).ids).toEqual([past.id]);
    admin.time.nowMs += 60_000;
    expect((await run()).ids).toEqual([]);
  });

  it('tells rotated keys apart: their applications have a successor to use', async () => {
    const old = await newKey(admin, project);
    const fresh = await admin.call('POST', `${old.path}/rotate`, { body: {} });
    const { lines, result, ids } = await run();
    expect(ids).toEqual([old.id]);
    expect(lines.find(({ keyId }) => keyId === old.id)).toEqual({
      event: 'key_expires_soon',
      keyId: old.id,
      projectId: project.id,
      expiresAt: at(DAY),
      hoursLeft: 24,
      rotatedTo: fresh.body.id,
    });
    expect(result.rotated).toBeGreaterThanOrEqual(1);
  });

  it('writes its numbers as metrics, at the top of a line of their own', async () => {
    await newKey(admin, project, { expires_at: at(DAY) });
    const { lines, result } = await run();
    expect(lines.find((line) => '_aws' in line)).toEqual({
      _aws: {
        Timestamp: START_MS,
        CloudWatchMetrics: [
          {
            Namespace: 'Collie/test',
            Dimensions: [[]],
            Metrics: [
              { Name: 'KeysExpiringSoon', Unit: 'Count' },
              { Name: 'RotatedKeysExpiringSoon', Unit: 'Count' },
            ],
          },
        ],
      },
      KeysExpiringSoon: result.expiring - result.rotated,
      RotatedKeysExpiringSoon: result.rotated,
    });
    expect(lines.at(-1)).toMatchObject({ event: 'keys_expiring_reported', days: 7 });
  });

  it('asks the sparse index for eight days, and never reads the table', async () => {
    admin.dynamo.calls.length = 0;
    await run();
    const { calls, keysTable } = admin.dynamo;
    expect(calls.map(({ operation }) => operation)).toEqual(Array(8).fill('Query'));
    for (const { input } of calls)
      expect(input).toMatchObject({ TableName: keysTable, IndexName: 'byExpiry' });
  });

  it('fails when the table cannot be read, instead of reporting nothing', async () => {
    admin.dynamo.fault = () => 'cut';
    await expect(run()).rejects.toThrow();
  });
});
