// Every hostile credential, by name, as the gateway hands it over: one spelling, one place, otherwise 401.
import { beforeAll, describe, expect, it } from 'vitest';
import { checksumOf } from '../../shared/keys/secret/grammar.ts';
import { signer } from './admin.ts';
import { type RawAnswer, rawRequest } from './raw-http.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();

let door: Door;
let other: Door;
beforeAll(async () => {
  door = await system.newProject();
  other = await system.newKey(door.projectId);
});

const show = (...headers: string[]): Promise<RawAnswer> =>
  rawRequest(system.local.dataUrl, 'GET /dev/v1/key HTTP/1.1', headers);
const bearer = (text: string): string => `Authorization: Bearer ${text}`;

function expectInvalid(answer: RawAnswer): void {
  expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('invalid_api_key')]);
  expect(JSON.parse(answer.body)).toMatchObject({
    error: { type: 'authentication_error', code: 'invalid_api_key', param: null },
  });
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
}

it('the key passes in each form that is allowed', async () => {
  const { key } = door;
  for (const headers of [
    [bearer(key)],
    [`authorization: bearer ${key}`],
    [`AUTHORIZATION: BEARER ${key}`],
    [`X-Api-Key: ${key}`],
    [bearer(key), `x-api-key: ${key}`],
  ])
    expect((await show(...headers)).status).toBe(200);
});

/** A key of a version that there is no pepper for. */
const ofVersion = (version: string, key: string): string => {
  const body = `clai_${version}${key.slice(6, 38)}`;
  return body + checksumOf(body);
};
const swapped = (key: string): string => {
  const at = [...key].findIndex((char, i) => i > 6 && char !== key[i + 1]);
  return `${key.slice(0, at)}${key[at + 1]}${key[at]}${key.slice(at + 2)}`;
};

describe('401 for', () => {
  it.each<[string, (key: string, other: string) => string[]]>([
    ['two Authorization headers', (key) => [bearer(key), bearer(key)]],
    [
      'two Authorization headers in different case',
      (key) => [bearer(key), `authorization: Bearer ${key}`],
    ],
    ['two x-api-key headers', (key) => [`x-api-key: ${key}`, `x-api-key: ${key}`]],
    [
      'Authorization and x-api-key that differ',
      (key, other) => [bearer(key), `x-api-key: ${other}`],
    ],
    ['a good x-api-key beside Basic', (key) => ['Authorization: Basic eDp5', `x-api-key: ${key}`]],
    ['Bearer and a tab', (key) => [`Authorization: Bearer\t${key}`]],
    ['Bearer and two spaces', (key) => [`Authorization: Bearer  ${key}`]],
    ['Bearer twice', (key) => [bearer(`Bearer ${key}`)]],
    ['Bearer alone', () => ['Authorization: Bearer']],
    ['an empty header', () => ['Authorization:']],
    ['Basic', (key) => [`Authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}`]],
    ['the key without a scheme', (key) => [`Authorization: ${key}`]],
    ['the key in quotes', (key) => [bearer(`"${key}"`)]],
    ['a trailing comma', (key) => [bearer(`${key},`)]],
    ['two keys joined by a comma', (key, other) => [bearer(`${key},${other}`)]],
    ['the key twice in a row', (key) => [bearer(key + key)]],
    ['a percent-encoded key', (key) => [bearer(`%63${key.slice(1)}`)]],
    ['a Cyrillic В inside the key', (key) => [bearer(`${key.slice(0, 20)}В${key.slice(21)}`)]],
    ['a full-width prefix', (key) => [bearer(`ｃｌａｉ_${key.slice(5)}`)]],
    ['a zero-width space before the key', (key) => [bearer(`\u200b${key}`)]],
    ['a byte order mark before the key', (key) => [bearer(`\ufeff${key}`)]],
    ['a no-break space instead of the space', (key) => [`Authorization: Bearer\u00a0${key}`]],
    ['the key in lower case', (key) => [bearer(key.toLowerCase())]],
    ['the key in upper case', (key) => [bearer(key.toUpperCase())]],
    ['one character missing', (key) => [bearer(key.slice(0, -1))]],
    ['one character added', (key) => [bearer(`${key}0`)]],
    ['two characters swapped', (key) => [bearer(swapped(key))]],
    ['an unknown version', (key) => [bearer(ofVersion('9', key))]],
    ['the mask', (key) => [bearer(`${key.slice(0, 9)}...${key.slice(-3)}`)]],
    ['a token of 8 kB', () => [bearer('clai_1'.padEnd(8_000, 'A'))]],
    ['a key that a cookie holds', (key) => [`Cookie: authorization=Bearer ${key}; api_key=${key}`]],
    [
      'a header of another name',
      (key) => [`api-key: ${key}`, `Proxy-Authorization: Bearer ${key}`],
    ],
    [
      'headers that Connection nominates and misspells',
      (key) => [`x-api-key : ${key}`.replace(' :', '_:')],
    ],
  ])('%s', async (_what, headers) => {
    const calls = system.watchStores();
    expectInvalid(await show(...headers(door.key, other.key)));
    expect(calls).toEqual([]);
  });

  it('the id of the key', async () => {
    expectInvalid(await show(bearer(door.keyId)));
  });

  it('a call with an AWS signature', async () => {
    const { local } = system;
    const answer = await signer(local.operator, local).fetch(`${local.dataUrl}/v1/key`);
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('invalid')]);
  });

  it('a key in the query or in the body', async () => {
    const { key } = door;
    const { dataUrl } = system.local;
    for (const name of ['api_key', 'key', 'authorization', 'x-api-key', 'access_token'])
      expectInvalid(await rawRequest(dataUrl, `GET /dev/v1/key?${name}=${key} HTTP/1.1`, []));
    const body = JSON.stringify({ model: 'gpt-4o', messages: [], api_key: key });
    const line = 'POST /dev/v1/chat/completions HTTP/1.1';
    expectInvalid(await rawRequest(dataUrl, line, ['Content-Type: application/json'], body));
    expect(system.mock.requests).toEqual([]);
  });
});

it('a key that continues on a folded line never passes', async () => {
  const answer = await show('Authorization: Bearer', ` ${door.key}`);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});

it.each([
  20_000, 1_048_576,
])('a token of %d characters is refused before anybody looks at it', async (length) => {
  const calls = system.watchStores();
  const answer = await show(bearer('A'.repeat(length)));
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(JSON.parse(answer.body)).toHaveProperty('error.code');
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(calls).toEqual([]);
});

it('no log holds a key, wherever it was presented', async () => {
  await show(bearer(door.key));
  const logs = await system.local.readLogs();
  expect(logs).toContain('deniedCode');
  for (const { key } of [door, other]) {
    expect(logs).not.toContain(key);
    expect(logs).not.toContain(key.slice(9, -3));
    expect(logs.toLowerCase()).not.toContain(key.toLowerCase());
  }
});
