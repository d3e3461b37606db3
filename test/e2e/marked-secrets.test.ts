// Marked secrets through every route of both planes, good and bad, and then a search of all that came out.
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { FaultHook } from '../../local/stores/faults.ts';
import { dataRoutes } from '../../shared/api/data-routes.ts';
import { adminRoutes } from '../../shared/api/operations.ts';
import type { Route } from '../../shared/api/route.ts';
import {
  type AdminFixture,
  type AdminMarks,
  badCalls,
  goodCall,
  newFixture,
} from './secrets/admin-plane.ts';
import { allSecrets, filesIn } from './secrets/all-secrets.ts';
import { tapConsole } from './secrets/console-tap.ts';
import {
  echoes,
  goodDataCall,
  misplacedCalls,
  streamedCall,
  unauthenticatedCalls,
} from './secrets/data-plane.ts';
import { formsOf, found, markedText } from './secrets/forms.ts';
import { Recorder } from './secrets/recorder.ts';
import { PROVIDER_TOKEN, useSystem } from './system.ts';

/** With characters that every encoding spells differently. */
const marked = (name: string): string => `sk-${name}-0b9e"q\\u/+=~-7f3a1c-wxyz`;
const TOKENS = [marked('first'), marked('second'), PROVIDER_TOKEN];
/** What a rule finds: it stands in the answer to whoever tries the rule, and nowhere else. */
const MATCHED = 'apollo-x4f9c0d2b7-found';
const TIMEOUT_MS = 120_000;

// Before the system starts, so that everything it prints is seen.
const printed = tapConsole();
const system = useSystem();
let recorder: Recorder;
let marks: AdminMarks;
/** Every request that the provider has seen, whole and its body. */
const provider: string[] = [];

const broken =
  (service: 'dynamodb' | 'secretsmanager'): FaultHook =>
  (call) =>
    call.service === service ? { kind: 'error', status: 500, type: 'InternalServerError' } : null;

beforeAll(() => {
  const [token = '', replacement = ''] = TOKENS;
  recorder = new Recorder(system);
  marks = { token, replacement, baseUrl: `${system.mock.origin}/v1`, matched: MATCHED };
});

function rememberProvider(): void {
  for (const request of system.mock.requests)
    provider.push(JSON.stringify([request.url, request.headers, request.body]), request.body);
  system.mock.requests.length = 0;
}

async function driveAdmin(route: Route): Promise<void> {
  const fixture = await newFixture(recorder, route, marks);
  const good = goodCall(route, fixture, marks);
  for (const sent of badCalls(route, fixture, marks)) await recorder.admin(route, sent);
  await recorder.outsider(route, good);
  const headers = { ...good.init?.headers, authorization: `Bearer ${fixture.key}` };
  await recorder.unsigned(route, { ...good, init: { ...good.init, headers } });
  for (const service of ['dynamodb', 'secretsmanager'] as const) {
    system.local.setFault(broken(service));
    await recorder.admin(route, good);
  }
  system.local.setFault(null);
  const answer = await recorder.admin(route, good);
  // What is done once may have been done under a fault: gone (404) and rotated (409) are as good as success.
  expect([route.success, 404, 409], route.operation).toContain(answer.status);
}

/** A key whose project has its own marked token, and the account's token for Anthropic. */
async function newDoor(): Promise<AdminFixture> {
  const [route] = adminRoutes.filter(({ operation }) => operation === 'getProjectToken');
  if (route === undefined) throw new Error('the route is gone');
  const fixture = await newFixture(recorder, route, marks);
  // Each route is asked for one stored response, which nobody has made.
  const settings = { provider_objects: 'any' };
  expect((await system.admin('PATCH', `/projects/${fixture.projectId}`, settings)).status).toBe(
    200,
  );
  return fixture;
}

const MODELS = new Set(['listModels', 'getModel']);

async function driveData(route: Route, key: string): Promise<void> {
  expect((await recorder.data(route, goodDataCall(route, key))).status, route.operation).toBe(200);
  await recorder.data(route, streamedCall(route, key));
  for (const sent of unauthenticatedCalls(route, key))
    expect((await recorder.data(route, sent)).status, route.operation).toBe(401);
  for (const sent of misplacedCalls(route, key)) await recorder.data(route, sent);
  // A process remembers what providers offer, failures, too.
  const isRemembered = MODELS.has(route.operation as string);
  // Each needs a new process there: one echo of each kind is enough.
  for (const script of isRemembered ? echoes.slice(0, 3) : echoes) {
    system.mock.fallback = script;
    if (isRemembered) await system.local.recycleFunctions();
    await recorder.data(route, goodDataCall(route, key));
  }
  rememberProvider();
  system.mock.reset();
  if (isRemembered) await system.local.recycleFunctions();
}

const driveAll = async (key: string, status: number): Promise<void> => {
  for (const route of dataRoutes)
    expect((await recorder.data(route, goodDataCall(route, key))).status).toBe(status);
};

const secrets = () => allSecrets(system.local, recorder, TOKENS, MATCHED);

describe('secrets that went in', { timeout: TIMEOUT_MS }, () => {
  it('reach every admin route, good and bad', async () => {
    for (const route of adminRoutes) await driveAdmin(route);
    system.mock.fallback = echoes[0] ?? system.mock.fallback;
    for (const route of adminRoutes.filter(({ path }) => path.endsWith('/verify'))) {
      const fixture = await newFixture(recorder, route, marks);
      await recorder.admin(route, goodCall(route, fixture, marks));
    }
    rememberProvider();
  });

  it('reach every data-plane route, good and bad, while stores fail and providers repeat them', async () => {
    const { key } = await newDoor();
    for (const route of dataRoutes) await driveData(route, key);
    system.local.setFault(broken('dynamodb'));
    await driveAll(key, 503);
    await system.local.recycleFunctions();
    system.local.setFault(broken('secretsmanager'));
    await driveAll(key, 503);
    system.local.setFault(null);
    rememberProvider();
  });

  it('came to every route: each has succeeded and refused', () => {
    for (const { plane, operation, success } of [...adminRoutes, ...dataRoutes]) {
      const statuses = recorder.answers
        .filter((answer) => answer.plane === plane && answer.operation === operation)
        .map(({ status }) => status);
      expect(statuses, operation).toContain(success);
      expect(Math.max(...statuses), operation).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('secrets that came out', { timeout: TIMEOUT_MS }, () => {
  it('are, in answers, each key once in the answer that made it', async () => {
    const { keys, tokens, inner } = await secrets();
    expect(keys.length).toBeGreaterThan(20);
    for (const secret of keys) {
      const holding = recorder.answers.filter(({ text }) => found(text, [secret]).length > 0);
      expect(holding.map(({ status }) => status)).toEqual([201]);
      expect(['createProject', 'createKey', 'rotateKey']).toContain(holding[0]?.operation);
    }
    expect(
      found(recorder.answers.map(({ text }) => text).join('\n'), [...tokens, ...inner]),
    ).toEqual([]);
  });

  it('are, of what a rule has found, in answers to whoever tried it', async () => {
    const { matched } = await secrets();
    const holding = recorder.answers.filter(({ text }) => found(text, matched).length > 0);
    expect(new Set(holding.map(({ operation }) => operation))).toEqual(
      new Set(['testPolicy', 'testRule']),
    );
  });

  it('are, at the provider, its own token and nothing else', async () => {
    const { keys, tokens, inner } = await secrets();
    const seen = provider.join('\n');
    expect(provider.length).toBeGreaterThan(20 * dataRoutes.length);
    expect(found(seen, [...keys, ...inner])).toEqual([]);
    expect(found(seen, tokens).length).toBeGreaterThan(0);
  });

  it('are, in logs and on the console, none; and a planted one is found', async () => {
    const all = Object.values(await secrets()).flat();
    const logs = await filesIn(system.local.logFolder);
    for (const part of [
      'access-collie-dev-data',
      'access-collie-dev-admin',
      'Authorizer',
      'Proxy',
      'Admin',
    ]) {
      const texts = [...logs].flatMap(([path, text]) => (path.includes(part) ? text : []));
      expect(texts.join('').length, part).toBeGreaterThan(0);
    }
    for (const [path, text] of logs) expect([path, found(text, all)]).toEqual([path, []]);
    expect(await system.local.readLogs()).toContain('request_failed');
    process.stdout.write('this line is seen\n');
    expect(printed.join('')).toContain('this line is seen');
    expect(found(printed.join('\n'), all)).toEqual([]);

    const planted = join(system.local.logFolder, 'planted.log');
    for (const secret of [all[0], all.at(-1)]) {
      await appendFile(planted, `{"event":"x${secret?.core.toString('base64url')}"}\n`);
    }
    expect(found(await system.local.readLogs(), all).length).toBeGreaterThanOrEqual(2);
    await rm(planted);
  });

  it('are, in the template and the rest of the assembly, none', async () => {
    const all = Object.values(await secrets()).flat();
    const files = await filesIn(inject('assembly').folder);
    const names = [...files.keys()].join();
    for (const part of ['.template.json', 'manifest.json', 'index.mjs'])
      expect(names).toContain(part);
    for (const [path, text] of files) {
      expect(text.length, path).toBeGreaterThan(0);
      expect([path, found(text, all)]).toEqual([path, []]);
    }
  });
});

describe('the search', () => {
  const secret = markedText('planted', 'q"\\/+=~ A1b2C3');

  it.each([...formsOf(secret.core)])('finds a secret spelled in %s', (_form, spelled) => {
    expect(found(`before ${spelled} after`, [secret])).not.toEqual([]);
    expect(found('before and after', [secret])).toEqual([]);
  });

  it.each([
    '',
    'a',
    'ab',
    'abc',
  ])('finds it inside base64 of something larger, after %o', (before) => {
    const text = Buffer.from(`${before}${secret.core}and more`).toString('base64');
    expect(found(text, [secret])).not.toEqual([]);
  });
});
