// A scene about one key: operators who rotate, end or change it at the same time, and what must hold after each step.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { plainItem } from '../../shared/aws/dynamo/plain-item.ts';
import type { AdminSystem, Answer } from '../support/admin-system.ts';
import { eventsOf } from '../support/audit.ts';
import { newKey, newProject, type TestKey, type TestProject } from '../support/use-admin.ts';
import type { Scene } from './explorer.ts';
import type { Stage } from './stage.ts';

export type Act = 'rotate' | 'rotate at once' | 'deactivate' | 'rename' | 'shorten' | 'a minute';

type Row = Readonly<Record<string, unknown>>;

const OVERLAP_SECONDS = 30;
const MINUTE_MS = 60_000;

/** The answers so far, by actor; a crashed one has none. */
type Answers = (Answer | undefined)[];

export async function keyScene(admin: AdminSystem, acts: readonly Act[]): Promise<Scene> {
  const project = await newProject(admin);
  const key = await newKey(admin, project);
  const answers: Answers = acts.map(() => undefined);
  const watch = new Watch(admin, project, key, acts, answers);
  return {
    actors: acts.map((act, actor) => async (stage: Stage) => {
      if (act === 'a minute') return stage.turn(actor, () => pass(admin, MINUTE_MS));
      answers[actor] = await perform(admin.actor(stage.client(actor)), act, key);
    }),
    check: () => watch.check(),
    checkEnd: () => watch.checkEnd(),
  };
}

function pass(admin: AdminSystem, milliseconds: number): void {
  admin.time.nowMs += milliseconds;
}

function perform(call: AdminSystem['call'], act: Act, { path }: TestKey): Promise<Answer> {
  switch (act) {
    case 'rotate':
      return call('POST', `${path}/rotate`, { body: { overlap_seconds: OVERLAP_SECONDS } });
    case 'rotate at once':
      return call('POST', `${path}/rotate`, { body: { overlap_seconds: 0 } });
    case 'deactivate':
      return call('DELETE', path);
    case 'rename':
      return call('PATCH', path, { body: { name: 'renamed' } });
    case 'shorten':
      return call('PATCH', path, { body: { expires_at: '2026-11-22T12:00:20Z' } });
    case 'a minute':
      throw new Error('time is no call');
  }
}

class Watch {
  readonly #admin: AdminSystem;
  readonly #project: TestProject;
  readonly #key: TestKey;
  readonly #acts: readonly Act[];
  readonly #answers: Answers;

  constructor(
    admin: AdminSystem,
    project: TestProject,
    key: TestKey,
    acts: readonly Act[],
    answers: Answers,
  ) {
    this.#admin = admin;
    this.#project = project;
    this.#key = key;
    this.#acts = acts;
    this.#answers = answers;
  }

  async check(): Promise<void> {
    const old = await this.#row(this.#key.id);
    const isAcknowledged = this.#acts.some(
      (act, actor) => act === 'deactivate' && this.#answers[actor]?.status === 204,
    );
    if (isAcknowledged) expect(this.#passes(old)).toBe(false);
    const successor = await this.#successorOf(old);
    // Rotation alone leaves one key that works, whatever breaks; only ending it or its own expiry leave none.
    const isEnded = old['status'] === 'deactivated' || this.#acts.includes('shorten');
    if (!isEnded) expect(this.#passes(old) || this.#passes(successor)).toBe(true);
  }

  async checkEnd(): Promise<void> {
    await this.check();
    const old = await this.#row(this.#key.id);
    const winners = this.#answers.filter((answer) => answer?.status === 201);
    expect(winners.length).toBeLessThanOrEqual(1);
    for (const answer of winners) expect(answer?.body.id).toBe(old['rotatedTo']);
    for (const answer of this.#answers)
      if (answer !== undefined) expect([200, 201, 204, 409, 503]).toContain(answer.status);
    await this.#checkAudit(old);
  }

  /** One event for each thing that has happened to the rows, in an unbroken chain. */
  async #checkAudit(old: Row): Promise<void> {
    const events = await eventsOf(this.#admin, this.#project.path);
    const done = events.filter(({ outcome }) => outcome === 'ok').map(({ action }) => action);
    expect(done.filter((action) => action !== 'key.updated')).toEqual([
      ...['project.created', 'key.created'],
      ...done.slice(2).filter((action) => action === 'key.rotated' && 'rotatedTo' in old),
      ...(old['status'] === 'deactivated' ? ['key.deactivated'] : []),
    ]);
    expect(done.includes('key.rotated')).toBe('rotatedTo' in old);
    // Each write of the row has raised its revision by one, from 1 at its creation.
    expect(old['rev']).toBe(done.length - 1);
    const changed = done.filter((action) => action === 'key.updated').length;
    const answered = this.#answers.filter((answer) => answer?.status === 200).length;
    expect(changed).toBeGreaterThanOrEqual(answered);
    const { body } = await this.#admin.call('GET', `${this.#project.path}/audit/verify`);
    expect(body).toMatchObject({ ok: true, events: events.length });
  }

  /** Both halves name each other, or there is one half. */
  async #successorOf(old: Row): Promise<Row> {
    if (old['rotatedTo'] === undefined) return {};
    const successor = await this.#row(String(old['rotatedTo']));
    expect(successor).toMatchObject({
      status: 'active',
      rotatedFrom: old['keyId'],
      lineage: old['lineage'],
      projectId: old['projectId'],
    });
    return successor;
  }

  #passes({ status, expiresAt }: Row): boolean {
    const nowSeconds = Math.floor(this.#admin.time.nowMs / 1000);
    return status === 'active' && (expiresAt === undefined || nowSeconds < Number(expiresAt));
  }

  async #row(keyId: string): Promise<Row> {
    const { client, keysTable } = this.#admin.dynamo;
    const Key = { keyId: { S: keyId } };
    const read = new GetItemCommand({ TableName: keysTable, Key, ConsistentRead: true });
    const { Item } = await client.send(read);
    return Item === undefined ? {} : plainItem(Item);
  }
}
