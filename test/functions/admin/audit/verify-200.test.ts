// GET …/audit/verify: what somebody with access to the table does to a chain, shows.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../shared/kernel/canonical-json.ts';
import { eventsOf, overwriteEvent, removeEvent, type TestEvent } from '../../../support/audit.ts';
import { errorOf, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

async function chainOf(length: number) {
  const project = await newProject(admin);
  for (let i = 1; i < length; i++) await newKey(admin, project);
  const verify = async (query = {}) =>
    (await admin.call('GET', `${project.path}/audit/verify`, { query })).body;
  return { ...project, verify, events: await eventsOf(admin, project.path) };
}

const hashOf = ({ hash: _hash, seal: _seal, ...event }: TestEvent): string =>
  createHash('sha256').update(canonicalJson(event)).digest('hex');

describe('a whole chain', () => {
  it('is ok, and tells its head', async () => {
    const { verify, events } = await chainOf(4);
    expect(await verify()).toEqual({
      ok: true,
      events: 4,
      unsealed_events: 0,
      head_sequence: 4,
      head_hash: events.at(-1).hash,
      first_broken: null,
      next_cursor: null,
    });
  });

  it('can be checked by whoever has the events: hashes and links are in them', async () => {
    const { events } = await chainOf(3);
    expect(events.map(hashOf)).toEqual(events.map(({ hash }) => hash));
    expect(events.map(({ prev_hash }) => prev_hash)).toEqual([
      null,
      events[0].hash,
      events[1].hash,
    ]);
  });

  it('of the account is there from the beginning, and ok', async () => {
    const { status, body } = await admin.call('GET', '/api/v1/audit/verify');
    expect([status, body.ok]).toEqual([200, true]);
  });

  it('outlives its project', async () => {
    const { path, verify } = await chainOf(2);
    await admin.call('DELETE', path);
    expect(await verify()).toMatchObject({ ok: true, events: 5 });
  });
});

describe('a broken chain', () => {
  const at = (sequence: number, fault: string) => ({
    ok: false,
    first_broken: { sequence, fault },
  });

  it.each([1, 2, 3])('shows that event %i was removed', async (sequence) => {
    const { id, verify } = await chainOf(4);
    await removeEvent(admin, id, sequence);
    expect(await verify()).toMatchObject(at(sequence, 'missing'));
  });

  it('shows that all events were removed', async () => {
    const { id, verify } = await chainOf(2);
    await removeEvent(admin, id, 1);
    await removeEvent(admin, id, 2);
    expect(await verify()).toMatchObject(at(1, 'missing'));
  });

  it('shows that the newest events were removed to who has noted the head', async () => {
    const { id, verify, events } = await chainOf(3);
    const known = { known_sequence: '3', known_hash: events[2].hash };
    expect(await verify(known)).toMatchObject({ ok: true, events: 3 });
    await removeEvent(admin, id, 3);
    expect(await verify()).toMatchObject({ ok: true, events: 2 });
    expect(await verify(known)).toMatchObject(at(3, 'missing'));
    await newKey(admin, { id, path: `/api/v1/projects/${id}`, answer: {} as never });
    expect(await verify(known)).toMatchObject(at(3, 'changed'));
  });

  it.each<[string, (event: TestEvent) => TestEvent]>([
    ['an actor', (event) => ({ ...event, actor: { ...event.actor, id: 'arn:aws:iam::1:user/x' } })],
    ['an outcome', (event) => ({ ...event, outcome: 'refused' })],
    ['what was before', (event) => ({ ...event, before: { name: 'other' } })],
    ['a time', (event) => ({ ...event, time: '2026-11-22T12:00:00.001Z' })],
    ['a hash', (event) => ({ ...event, hash: 'f'.repeat(64) })],
    ['a form', () => ({ anything: 'else' })],
    ['an additional member', (event) => ({ ...event, note: 'x' })],
  ])('shows that somebody changed %s', async (_what, change) => {
    const { id, verify, events } = await chainOf(3);
    await overwriteEvent(admin, id, 2, change(events[1]));
    expect(await verify()).toMatchObject(at(2, 'changed'));
  });

  it('shows an event whose hash was recomputed by somebody without the pepper', async () => {
    const { id, verify, events } = await chainOf(3);
    const changed = { ...events[2], actor: { ...events[2].actor, id: 'arn:aws:iam::1:user/x' } };
    await overwriteEvent(admin, id, 3, { ...changed, hash: hashOf(changed) });
    expect(await verify()).toMatchObject(at(3, 'forged'));
    await overwriteEvent(admin, id, 3, { ...changed, hash: hashOf(changed), seal: null });
    expect(await verify()).toMatchObject({ ok: true, unsealed_events: 1 });
  });

  it('shows an event that belongs to another chain, or to another place', async () => {
    const one = await chainOf(3);
    const other = await chainOf(3);
    await overwriteEvent(admin, one.id, 2, other.events[1]);
    expect(await one.verify()).toMatchObject({ ok: false, first_broken: { sequence: 2 } });
    await overwriteEvent(admin, other.id, 3, other.events[1]);
    expect(await other.verify()).toMatchObject({ ok: false, first_broken: { sequence: 3 } });
  });
});

describe('a request', () => {
  it.each([
    [{ known_sequence: '1' }, 422, 'known_hash'],
    [{ known_hash: 'a'.repeat(64) }, 422, 'known_sequence'],
    [{ known_sequence: '0', known_hash: 'a'.repeat(64) }, 422, 'known_sequence'],
    [{ known_sequence: '1', known_hash: 'A'.repeat(64) }, 422, 'known_hash'],
    [{ cursor: 'x' }, 400, 'cursor'],
  ])('with %j is %i', async (query, status, param) => {
    const { path } = await newProject(admin);
    const answer = await admin.call('GET', `${path}/audit/verify`, { query });
    expect(errorOf(answer)).toMatchObject({ status, param });
  });

  it('about a project that never was is 404', async () => {
    const path = `/api/v1/projects/proj_${'0'.repeat(22)}/audit/verify`;
    expect(errorOf(await admin.call('GET', path))).toMatchObject({ status: 404 });
  });
});
