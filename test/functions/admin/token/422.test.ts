// What a provider token cannot be: named in `param`, nothing written, neither row nor secret.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  newProject,
  newToken,
  storedItems,
  type TestKey,
  type TestProject,
  TOKEN_VALUE,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem('http://127.0.0.1:9999');
let project: TestProject;
let token: TestKey;
let before = new Map<string, unknown>();
let secretsBefore = '';

const secretsNow = () =>
  JSON.stringify([...admin.secrets.secrets].map(([name, { versions }]) => [name, [...versions]]));

beforeAll(async () => {
  project = await newProject(admin);
  token = await newToken(admin, project.path);
  before = await storedItems(admin);
  secretsBefore = secretsNow();
});

const value = (api_key: unknown): object => ({ api_key });
const url = (base_url: unknown): object => ({ base_url });
const cases: [string, object, string][] = [
  ['a value with a newline', value('sk-12345678\n'), 'api_key'],
  ['a value with a header', value('sk-12345678\r\nX-Admin: 1'), 'api_key'],
  ['a value with a space', value('sk-1234 5678'), 'api_key'],
  ['a value with a space around it', value(' sk-12345678'), 'api_key'],
  ['a value beyond ASCII', value('sk-12345678ß'), 'api_key'],
  ['a value with NUL', value('sk-12345678\0'), 'api_key'],
  ['seven characters', value('sk-1234'), 'api_key'],
  ['513 characters', value('x'.repeat(513)), 'api_key'],
  ['an empty value', value(''), 'api_key'],
  ['a number as value', value(12345678), 'api_key'],
  ['null as value', value(null), 'api_key'],
  ['http', url('http://llm.example.com'), 'base_url'],
  ['user info', url('https://user:pw@llm.example.com'), 'base_url'],
  ['loopback', url('https://127.0.0.1'), 'base_url'],
  ['localhost', url('https://localhost:8443'), 'base_url'],
  ['a private address', url('https://10.0.0.1'), 'base_url'],
  ['the metadata service', url('https://169.254.169.254/latest'), 'base_url'],
  ['an IPv4-mapped address', url('https://[::ffff:10.0.0.1]'), 'base_url'],
  ['an octal address', url('https://0177.0.0.1'), 'base_url'],
  ['a short address', url('https://127.1'), 'base_url'],
  ['a decimal address', url('https://2130706433'), 'base_url'],
  ['a well-known port', url('https://llm.example.com:22'), 'base_url'],
  ['a query', url('https://llm.example.com/?x=1'), 'base_url'],
  ['a fragment', url('https://llm.example.com/#x'), 'base_url'],
  ['an internal name', url('https://vault.internal'), 'base_url'],
  ['a file', url('file:///etc/passwd'), 'base_url'],
  ['an origin that is nearly trusted', url('http://127.0.0.1:9998'), 'base_url'],
  ['a URL with a line break', url('https://llm.example.com\n'), 'base_url'],
  ['a URL of 513 characters', url(`https://llm.example.com/${'x'.repeat(489)}`), 'base_url'],
  ['a URL that is no text', url(['https://llm.example.com']), 'base_url'],
  ['a blank name', { name: ' ' }, 'name'],
  ['set_as_default as text', { set_as_default: 'yes' }, 'set_as_default'],
  ['a secret id', { secret_id: 'prod/other' }, 'secret_id'],
  ['a mask', { masked_api_key: '...' }, 'masked_api_key'],
  ['is_default', { is_default: true }, 'is_default'],
];

describe.each(cases)('%s', (_name, fields, param) => {
  it('is 422 on POST and PATCH, and nothing is written', async () => {
    const full = { name: 'x', provider: 'openai', api_key: TOKEN_VALUE };
    for (const [method, path, base] of [
      ['POST', '/api/v1/tokens', full],
      ['POST', `${project.path}/tokens`, full],
      ['PATCH', token.path, { api_key: TOKEN_VALUE }],
    ] as const) {
      const answer = await admin.call(method, path, { body: { ...base, ...fields } });
      expect(errorOf(answer), path).toEqual({ status: 422, code: 'validation_error', param });
      expect(answer.text).not.toMatch(/sk-|10\.0\.0\.1|169\.254/);
    }
    expect(await storedItems(admin)).toEqual(before);
    expect(secretsNow()).toBe(secretsBefore);
  });
});

describe('a token', () => {
  it.each([
    [{}, 'name'],
    [{ name: 'x' }, 'provider'],
    [{ name: 'x', provider: 'openai' }, 'api_key'],
    [{ name: 'x', provider: 'OpenAI', api_key: TOKEN_VALUE }, 'provider'],
    [{ name: 'x', provider: '../default', api_key: TOKEN_VALUE }, 'provider'],
    [{ name: 'x', provider: 'a'.repeat(33), api_key: TOKEN_VALUE }, 'provider'],
    [{ name: 'x', provider: 'mine', api_key: TOKEN_VALUE }, 'base_url'],
    [{ name: 'x', provider: 'mine', api_key: TOKEN_VALUE, base_url: null }, 'base_url'],
  ])('made from %j misses or spoils %s', async (body, param) => {
    const answer = await admin.call('POST', '/api/v1/tokens', { body });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param });
  });

  it.each([
    [{ provider: 'anthropic' }, 'provider'],
    [{ set_as_default: false }, 'set_as_default'],
  ])('cannot be changed with %j', async (body, param) => {
    const answer = await admin.call('PATCH', token.path, { body });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param });
  });

  it('is never sent to another address than the one it was given with', async () => {
    const answer = await admin.call('PATCH', token.path, {
      body: { base_url: 'https://collector.example.com' },
    });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'base_url' });
    expect(answer.body.error.message).toBe('base_url can only be changed together with api_key.');
    expect(await storedItems(admin)).toEqual(before);
  });

  it('may be sent to an origin that the deployer trusts', async () => {
    const { answer } = await newToken(admin, (await newProject(admin)).path, {
      base_url: 'http://127.0.0.1:9999/v1',
    });
    expect(answer.body.base_url).toBe('http://127.0.0.1:9999/v1');
  });
});
