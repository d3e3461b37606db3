// POST /v1/leaks/github: reports that GitHub has signed end the keys that they show.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../support/audit.ts';
import { matchOf, TYPE, URL_FOUND, useGithubReports } from '../../support/github-reports.ts';
import { storedKey } from '../../support/keys.ts';
import { errorOf, newKey, newProject, useAdminSystem } from '../../support/use-admin.ts';
import { verdictOn } from '../../support/verify-key.ts';

const admin = useAdminSystem();
const reports = useGithubReports(admin);
const { send, liveKey } = reports;
const hash = (token: string) => createHash('sha256').update(token).digest('hex');

describe('a report', () => {
  it('ends the keys that it shows, tells GitHub which were real, and leaves the rest alone', async () => {
    const project = await newProject(admin);
    const [one, two] = [await newKey(admin, project), await newKey(admin, project)];
    const unknown = storedKey().secret.reveal();
    const tokens = [one.answer.body.key, unknown, two.answer.body.key, 'ghp_something'];
    const answer = await send(tokens.map((token) => matchOf(token)));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(
      tokens.map((token, i) => ({
        token_hash: hash(token),
        token_type: TYPE,
        label: i % 2 === 0 ? 'true_positive' : 'false_positive',
      })),
    );
    for (const key of [one, two])
      expect(await verdictOn(admin, key.answer.body.key)).toBe('deactivated');
    expect(await verdictOn(admin, project.answer.body.api_key.key)).toBe('active');
    expect((await eventsOf(admin, project.path)).slice(-2)).toMatchObject(
      [0, 1].map(() => ({
        action: 'key.deactivated',
        actor: { id: 'leak-report:github', source_ip: '192.0.2.44' },
        after: { status: 'deactivated', reason: 'leaked', source_url: URL_FOUND },
      })),
    );
  });

  it('repeated is answered alike and changes nothing', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const first = await send([matchOf(key.answer.body.key)]);
    const events = await eventsOf(admin, project.path);
    const again = await send([matchOf(key.answer.body.key, { url: 'https://github.com/other' })]);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await eventsOf(admin, project.path)).toEqual(events);
  });

  it('at the same time many times ends the key once', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send([matchOf(key.answer.body.key)])),
    );
    for (const { status, body } of answers)
      expect([status, body[0].label]).toEqual([200, 'true_positive']);
    expect(await eventsOf(admin, project.path)).toHaveLength(3);
  });

  it('with hundreds of keys of one project ends all of them', async () => {
    const project = await newProject(admin);
    const keys: string[] = [project.answer.body.api_key.key];
    for (let i = 0; i < 30; i++) keys.push((await newKey(admin, project)).answer.body.key);
    const strangers = Array.from({ length: 200 }, () => storedKey().secret.reveal());
    const answer = await send([...keys, ...keys, ...strangers].map((token) => matchOf(token)));
    expect(answer.body).toHaveLength(262);
    const { body } = await admin.call('GET', `${project.path}/api-keys`, {
      query: { status: 'active' },
    });
    expect(body.total).toBe(0);
    expect((await eventsOf(admin, project.path)).length).toBe(62);
  });

  it.each([
    ['an empty URL', { url: '' }, null],
    ['no URL', { url: undefined }, null],
    ['a URL of 5,000 characters', { url: `https://x/${'y'.repeat(5_000)}` }, null],
    ['a URL that is none', { url: 'javascript:alert(1)' }, null],
    ['a URL with a line break', { url: 'https://x/\ny' }, null],
    ['no type', { type: undefined }, URL_FOUND],
    ['a type of 5,000 characters', { type: 'x'.repeat(5_000) }, URL_FOUND],
    ['a type that is no text', { type: { x: 1 } }, URL_FOUND],
    ['members that nobody knows', { severity: 9, url: URL_FOUND }, URL_FOUND],
  ])('with %s ends the key all the same', async (_what, more, source_url) => {
    const project = await newProject(admin);
    const { key } = (await newKey(admin, project)).answer.body;
    expect((await send([matchOf(key, more)])).status).toBe(200);
    expect(await verdictOn(admin, key)).toBe('deactivated');
    expect((await eventsOf(admin, project.path)).at(-1).after.source_url).toBe(source_url);
  });

  it('with matches that cannot be read ends the keys beside them', async () => {
    const { key } = await liveKey();
    const bad = [null, 7, 'x', [], {}, { token: 7, type: TYPE }, { type: TYPE }];
    const answer = await send([...bad, matchOf(key), ...bad]);
    expect([answer.status, answer.body.length]).toEqual([200, 1]);
    expect(await verdictOn(admin, key)).toBe('deactivated');
  });

  it('is signed byte by byte: spaces and escapes are part of it', async () => {
    const { key } = await liveKey();
    const spelled = ` [ {"type":"\\u0063", "token":"${key}" } ]\n`;
    expect((await send(null, spelled)).status).toBe(200);
    expect(await verdictOn(admin, key)).toBe('deactivated');
  });

  it('never repeats a token, in no answer and no log', async () => {
    const { key } = await liveKey();
    const { text } = await send([matchOf(key)]);
    expect(text + admin.logs.join('\n')).not.toContain(key.slice(9, -3));
  });
});

describe('a report that is not signed by GitHub', () => {
  const variants: [
    string,
    (signed: { text: string; headers: Record<string, string> }) => object,
  ][] = [
    ['without headers', ({ text }) => ({ text, headers: {} })],
    ['altered by one byte', ({ text, headers }) => ({ text: `${text} `, headers })],
    [
      'with the signature of another report',
      ({ text }) => ({ text, headers: reports.github.report([]).headers }),
    ],
    [
      'with an altered signature',
      ({ text, headers }) => ({
        text,
        headers: { ...headers, 'Github-Public-Key-Signature': `MEUC${'A'.repeat(92)}` },
      }),
    ],
    [
      'with a signature that is none',
      ({ text, headers }) => ({
        text,
        headers: { ...headers, 'Github-Public-Key-Signature': '' },
      }),
    ],
    [
      'with a key id that GitHub does not publish',
      ({ text, headers }) => ({
        text,
        headers: { ...headers, 'Github-Public-Key-Identifier': 'a'.repeat(64) },
      }),
    ],
    ...['0', '1'].map((digit): (typeof variants)[number] => [
      `with a published key that is not on P-256 (${digit})`,
      ({ text, headers }) => ({
        text,
        headers: { ...headers, 'Github-Public-Key-Identifier': digit.repeat(64) },
      }),
    ]),
    [
      'with two signatures',
      ({ text, headers }) => ({
        text,
        headers: {
          ...headers,
          'Github-Public-Key-Signature': [headers['Github-Public-Key-Signature'], 'x'],
        },
      }),
    ],
  ];

  it.each(variants)('%s is 403, and ends nothing', async (_what, change) => {
    const { key } = await liveKey();
    const answer = await reports.leaks.call(
      '/v1/leaks/github',
      change(reports.github.report([matchOf(key)])),
    );
    expect(errorOf(answer)).toMatchObject({ status: 403, code: 'invalid_report_signature' });
    expect(await verdictOn(admin, key)).toBe('active');
  });
});

describe('bounds', () => {
  it('1,001 matches are 413, and end nothing', async () => {
    const { key } = await liveKey();
    const answer = await send(Array.from({ length: 1_001 }, () => matchOf(key)));
    expect(errorOf(answer)).toMatchObject({ status: 413, code: 'request_too_large' });
    expect(await verdictOn(admin, key)).toBe('active');
  });

  it('more than 1 MB is 413 before anything is verified or fetched', async () => {
    const answer = await send([matchOf('x'.repeat(1024 * 1024))]);
    expect(errorOf(answer)).toMatchObject({ status: 413, code: 'request_too_large' });
    expect(reports.github.mock.requests).toHaveLength(0);
  });

  it.each([
    ['no list', '{"token":"x"}', 400, 'invalid_request'],
    ['no JSON', '[', 400, 'invalid_json'],
    ['null', 'null', 400, 'invalid_request'],
  ])('%s is %i, although it is signed', async (_what, text, status, code) => {
    expect(errorOf(await send(null, text))).toMatchObject({ status, code });
  });

  it('a key that cannot be ended now makes it a 5xx, the others are ended, and a repetition does the rest', async () => {
    const one = await liveKey();
    const others = [];
    for (let i = 0; i < 8; i++) others.push(await liveKey());
    const matches = [one, ...others].map(({ key }) => matchOf(key));
    admin.dynamo.fault = (call) =>
      call.operation === 'TransactWriteItems' && JSON.stringify(call.input).includes(one.id)
        ? 'invalid'
        : 'none';
    expect((await send(matches)).status).toBe(500);
    for (const { key } of others) expect(await verdictOn(admin, key)).toBe('deactivated');
    admin.dynamo.fault = () => 'none';
    expect((await send(matches)).status).toBe(200);
    expect(await verdictOn(admin, one.key)).toBe('deactivated');
  });
});
