// Effective on the next request, on the whole system: dozens of clients call while operators revoke and replace.
import { expect, it } from 'vitest';
import { DEACTIVATIONS, type Verdict, violations } from '../races/counts.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();

const CLIENTS = 24;
/** Signed calls at a time. */
const OPERATORS = 20;
/** Every so many calls is a chat, which costs more than a look at the key. */
const CHAT_EVERY = 8;

const CHAT = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Ahoy' }] }),
};
const chat = (key: string): Promise<Response> => system.call('/v1/chat/completions', key, CHAT);
const look = (key: string): Promise<Response> => system.call('/v1/key', key);

type Answer = { readonly status: number; readonly code: string | undefined };
async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code };
}

/** Works through the list with `OPERATORS` at a time. */
async function atOnce<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = list.values();
  await Promise.all(
    Array.from({ length: OPERATORS }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

type RacedKey = Door & { acknowledged: boolean };

async function attempt(key: RacedKey, turn: number): Promise<Verdict> {
  const startedAfterAck = key.acknowledged;
  const call = turn % CHAT_EVERY === 0 ? chat : look;
  const { status, code } = await read(await call(key.key));
  if (status === 200) return { startedAfterAck, passed: true };
  expect([status, code]).toEqual([401, 'deactivated_api_key']);
  return { startedAfterAck, passed: false };
}

it('no request that starts after the 204 of a deactivation passes', {
  timeout: 180_000,
}, async () => {
  const { projectId } = await system.newProject();
  const keys: RacedKey[] = [];
  await atOnce(Array.from({ length: DEACTIVATIONS.system }), async () => {
    keys.push({ ...(await system.newKey(projectId)), acknowledged: false });
  });
  const verdicts: Verdict[] = [];
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = client; !isOver; turn++) {
      const key = keys[(turn * 13) % keys.length];
      if (key !== undefined) verdicts.push(await attempt(key, turn));
    }
  });
  await atOnce(keys, async (key) => {
    await system.deactivate(key);
    key.acknowledged = true;
    verdicts.push(await attempt(key, keys.indexOf(key)));
  });
  isOver = true;
  await Promise.all(clients);
  expect(violations(verdicts)).toEqual([]);
  expect(keys.filter(({ acknowledged }) => acknowledged)).toHaveLength(DEACTIVATIONS.system);
  const after = verdicts.filter(({ startedAfterAck }) => startedAfterAck);
  expect(after.length).toBeGreaterThanOrEqual(DEACTIVATIONS.system);
  expect(verdicts.filter(({ passed }) => passed).length).toBeGreaterThan(CLIENTS);
});

it('a project that is switched off stops its keys on the next request, and on again lets them go on', async () => {
  const { projectId, key } = await system.newProject();
  for (let round = 0; round < 10; round++) {
    for (const is_active of [false, true]) {
      expect((await system.admin('PATCH', `/projects/${projectId}`, { is_active })).status).toBe(
        200,
      );
      const answers = await Promise.all(
        [look(key), chat(key), look(key)].map(async (r) => read(await r)),
      );
      const expected = is_active
        ? { status: 200, code: undefined }
        : { status: 403, code: 'project_inactive' };
      expect(answers).toEqual(answers.map(() => expected));
    }
  }
});

it('a replaced provider token is what the next request sends, from every warm function', async () => {
  const { projectId, key } = await system.newProject();
  const tokens = `/projects/${projectId}/tokens`;
  const base_url = `${system.mock.origin}/v1`;
  const token = { name: 'Raced', provider: 'openai', api_key: 'sk-raced-token-0', base_url };
  const { body } = await system.admin('POST', tokens, token);
  for (let round = 1; round <= 10; round++) {
    await Promise.all(Array.from({ length: 8 }, async () => read(await chat(key))));
    const api_key = `sk-raced-token-${round}`;
    const replaced = await system.admin('PATCH', `${tokens}/${body['id']}`, { api_key });
    expect(replaced.status).toBe(200);
    system.mock.requests.length = 0;
    await Promise.all(Array.from({ length: 8 }, async () => read(await chat(key))));
    const sent = system.mock.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(Array.from({ length: 8 }, () => `Bearer ${api_key}`));
  }
});
