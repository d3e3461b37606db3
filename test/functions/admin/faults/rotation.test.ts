// A rotation that breaks off leaves the old key alone, or both: never none.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../support/dynamo-engine.ts';
import { writesTo } from '../../../support/store-writes.ts';
import {
  errorOf,
  keyRow,
  newKey,
  newProject,
  type TestKey,
  useAdminSystem,
} from '../../../support/use-admin.ts';
import { verdictOn } from '../../../support/verify-key.ts';

const admin = useAdminSystem();
const rotate = ({ path }: TestKey, body: object = {}) =>
  admin.call('POST', `${path}/rotate`, { body });

/** Each call from the `n`th write on, as `fault` says; `times` of them. */
function faultFrom(fault: Fault, times: number): void {
  const isWrite = writesTo(admin.dynamo.keysTable);
  let left = times;
  let begun = false;
  admin.dynamo.fault = (call) => {
    begun ||= isWrite(call);
    return begun && left-- > 0 ? fault : 'none';
  };
}

describe.each(['cut', 'throttle'] as const)('a rotation that never arrives (%s)', (fault) => {
  it('is 503 and leaves the old key as it was; repeated, it works', async () => {
    const key = await newKey(admin, await newProject(admin));
    const row = await keyRow(admin, key.id);
    faultFrom(fault, Number.POSITIVE_INFINITY);
    expect(errorOf(await rotate(key))).toMatchObject({ status: 503 });
    admin.dynamo.fault = () => 'none';
    expect(await keyRow(admin, key.id)).toEqual(row);
    expect(await verdictOn(admin, key.answer.body.key)).toBe('active');
    expect((await rotate(key)).status).toBe(201);
  });
});

describe('a rotation that was carried out, but not answered', () => {
  it('once or twice is repeated by the SDK, and rotates once', async () => {
    for (const times of [1, 2]) {
      const project = await newProject(admin);
      const key = await newKey(admin, project);
      faultFrom('cut-after', times);
      const answer = await rotate(key);
      expect(answer.status).toBe(201);
      expect(await verdictOn(admin, answer.body.key)).toBe('active');
      expect((await admin.call('GET', `${project.path}/api-keys`)).body.total).toBe(3);
      expect((await admin.call('GET', `${project.path}/audit`)).body.total).toBe(3);
    }
  });

  it('three times is told by its event: 201', async () => {
    const key = await newKey(admin, await newProject(admin));
    faultFrom('cut-after', 3);
    const answer = await rotate(key);
    expect(answer.status).toBe(201);
    expect(await verdictOn(admin, answer.body.key)).toBe('active');
  });

  it('and of which nobody can tell is 503, and leaves both keys valid until the overlap ends', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    faultFrom('cut-after', Number.POSITIVE_INFINITY);
    expect(errorOf(await rotate(key))).toMatchObject({ status: 503 });
    admin.dynamo.fault = () => 'none';
    expect(await verdictOn(admin, key.answer.body.key)).toBe('active');
    const { rotated_to } = (await admin.call('GET', key.path)).body;
    expect(await keyRow(admin, rotated_to)).toMatchObject({ status: 'active' });
    // Nobody holds the new key; rotating it in turn gives one that works.
    const next = await admin.call('POST', `${project.path}/api-keys/${rotated_to}/rotate`, {
      body: { overlap_seconds: 0 },
    });
    expect(await verdictOn(admin, next.body.key)).toBe('active');
  });
});
