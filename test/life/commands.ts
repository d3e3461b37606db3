// The model's actions as fast-check commands: each is carried out by the real handlers, and compared.
import type fc from 'fast-check';
import { expect } from 'vitest';
import { isoTime } from '../../shared/kernel/clock.ts';
import type { AdminSystem, Answer, CallOptions } from '../support/admin-system.ts';
import type { LeaksSystem } from '../support/leaks-system.ts';
import { isLetThrough } from '../support/let-through.ts';
import { type Action, isExpired, type Model, passes, step } from './model.ts';

export type Real = {
  readonly admin: AdminSystem;
  readonly leaks: LeaksSystem;
  /** In the order of the model's. */
  readonly projects: string[];
  readonly keys: { readonly id: string; readonly path: string; readonly secret: string }[];
};

export type Holder = { model: Model };

const projectPath = (id: string | undefined): string => `/api/v1/projects/${id}`;

export class Command implements fc.AsyncCommand<Holder, Real> {
  readonly #action: Action;

  constructor(action: Action) {
    this.#action = action;
  }

  check(): boolean {
    return true;
  }

  toString(): string {
    return JSON.stringify(this.#action);
  }

  async run(holder: Holder, real: Real): Promise<void> {
    const action = placed(this.#action, holder.model);
    const { model, expected } = step(holder.model, action);
    const answer = await perform(action, holder.model, real);
    if (answer !== null) {
      expect([answer.status, answer.body?.error?.code]).toEqual([expected.status, expected.code]);
      learn(action, answer, real);
    }
    holder.model = model;
    for (const index of [...new Set(['key' in action ? action.key : 0, model.keys.length - 1])])
      await compareKey(index, model, real);
  }
}

/** Indexes within what there is. */
function placed(action: Action, { projects, keys }: Model): Action {
  if ('project' in action) return { ...action, project: action.project % projects.length };
  return 'key' in action ? { ...action, key: action.key % keys.length } : action;
}

/** Null: nobody was asked. */
async function perform(action: Action, model: Model, real: Real): Promise<Answer | null> {
  const { admin, leaks } = real;
  const key = 'key' in action ? real.keys[action.key] : undefined;
  const path = 'project' in action ? projectPath(real.projects[action.project]) : (key?.path ?? '');
  const timeIn = (seconds: number | null) =>
    seconds === null ? null : isoTime((model.now + seconds) * 1000);
  switch (action.do) {
    case 'wait':
      admin.time.nowMs += action.seconds * 1000;
      return null;
    case 'create project':
      return admin.call('POST', '/api/v1/projects', { body: { name: 'P' } });
    case 'create key': {
      const body = { name: 'K', expires_at: timeIn(action.expiresIn) };
      return admin.call('POST', `${path}/api-keys`, { body });
    }
    case 'rotate':
      return admin.call('POST', `${path}/rotate`, { body: { overlap_seconds: action.overlap } });
    case 'deactivate':
      return admin.call('DELETE', path);
    case 'leak':
      return leaks.call('/v1/leaks', { body: { token: key?.secret } });
    case 'rename':
      return admin.call('PATCH', path, renaming(action.ifMatch, model.keys[action.key]?.revision));
    case 'expire':
      return admin.call('PATCH', path, { body: { expires_at: timeIn(action.in) } });
    case 'switch':
      return admin.call('PATCH', path, { body: { is_active: action.on } });
    case 'delete project':
      return admin.call('DELETE', path);
  }
}

function renaming(ifMatch: 'none' | 'right' | 'wrong', revision = 0): CallOptions {
  const body = { name: 'renamed' };
  if (ifMatch === 'none') return { body };
  return { body, headers: { 'If-Match': `"${ifMatch === 'right' ? revision : revision + 1}"` } };
}

/** The ids of what was made. */
function learn(action: Action, { status, body }: Answer, real: Real): void {
  if (status !== 201) return;
  if (action.do === 'create project') real.projects.push(body.id);
  const projectId = action.do === 'create project' ? body.id : body.project_id;
  const { id, key: secret } = action.do === 'create project' ? body.api_key : body;
  real.keys.push({ id, secret, path: `${projectPath(projectId)}/api-keys/${id}` });
}

async function compareKey(index: number, model: Model, real: Real): Promise<void> {
  const key = model.keys[index];
  const { path = '', secret = '' } = real.keys[index] ?? {};
  if (key === undefined) return;
  expect(await isLetThrough(real.admin, secret)).toBe(passes(model, key));
  const { status, body } = await real.admin.call('GET', path);
  if (model.projects[key.project]?.isDeleted) return expect(status).toBe(404);
  const idOf = (other: number | null) => (other === null ? null : real.keys[other]?.id);
  expect(body).toMatchObject({
    status: key.isActive ? (isExpired(model, key) ? 'expired' : 'active') : 'deactivated',
    expires_at: key.expiresAt === null ? null : isoTime(key.expiresAt * 1000),
    rotated_to: idOf(key.rotatedTo),
    rotated_from: idOf(key.rotatedFrom),
    revision: key.revision,
  });
}
