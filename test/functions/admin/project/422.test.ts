// What a project cannot be: every wrong field is named, and nothing is written. POST and PATCH judge alike.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  newProject,
  storedItems,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
let before = new Map<string, unknown>();

beforeAll(async () => {
  project = await newProject(admin);
  before = await storedItems(admin);
});

const raw = (field: string, json: string) => `{"name":"x","${field}":${json}}`;
const cases: [string, string, string][] = [
  ['an empty name', '{"name":""}', 'name'],
  ['a blank name', '{"name":" \\u00a0 "}', 'name'],
  ['256 characters', `{"name":"${'x'.repeat(256)}"}`, 'name'],
  ['a name with a newline', '{"name":"a\\nb"}', 'name'],
  ['a name with NUL', '{"name":"a\\u0000"}', 'name'],
  ['a name with a C1 control', '{"name":"a\\u0085"}', 'name'],
  ['a name with a line separator', '{"name":"a\\u2028"}', 'name'],
  ['a name with a lone surrogate', '{"name":"\\ud800"}', 'name'],
  ['a number as name', '{"name":1e400}', 'name'],
  ['null as name', '{"name":null}', 'name'],
  ['an object as name', '{"name":{"$ne":null}}', 'name'],
  ['1001 characters of description', raw('description', `"${'x'.repeat(1001)}"`), 'description'],
  ['a description with an escape', raw('description', '"\\u001b[31m"'), 'description'],
  ['an empty IP list', raw('allowed_ips', '[]'), 'allowed_ips'],
  ['51 addresses', raw('allowed_ips', JSON.stringify(Array(51).fill('192.0.2.1'))), 'allowed_ips'],
  ['an address that is none', raw('allowed_ips', '["192.0.2.1","192.0.2.256"]'), 'allowed_ips.1'],
  ['a short address', raw('allowed_ips', '["10.1"]'), 'allowed_ips.0'],
  ['a prefix that is too long', raw('allowed_ips', '["192.0.2.0/33"]'), 'allowed_ips.0'],
  ['a zone', raw('allowed_ips', '["fe80::1%eth0"]'), 'allowed_ips.0'],
  ['a host name', raw('allowed_ips', '["example.com"]'), 'allowed_ips.0'],
  ['an address as text', raw('allowed_ips', '"192.0.2.1"'), 'allowed_ips'],
  ['a provider with capitals', raw('model_providers', '{"x-":"Mine"}'), 'model_providers.x-'],
  ['an empty prefix', raw('model_providers', '{"":"mine"}'), 'model_providers'],
  ['a prefix with spaces', raw('model_providers', '{"a b":"mine"}'), 'model_providers'],
  ['a mapping to a number', raw('model_providers', '{"x-":1}'), 'model_providers.x-'],
  ['a list as mapping', raw('model_providers', '["mine"]'), 'model_providers'],
  [
    'a huge number as mapping',
    raw('model_providers', '12345678901234567890'),
    'model_providers.rawJSON',
  ],
  [
    '51 prefixes',
    raw(
      'model_providers',
      JSON.stringify(Object.fromEntries([...Array(51).keys()].map((i) => [`m${i}`, 'mine']))),
    ),
    'model_providers',
  ],
  ['a rate of nought', raw('rate_limit_rpm', '0'), 'rate_limit_rpm'],
  ['a negative rate', raw('rate_limit_rpm', '-1'), 'rate_limit_rpm'],
  ['a rate of minus nought', raw('rate_limit_rpm', '-0'), 'rate_limit_rpm'],
  ['a rate over 10,000', raw('rate_limit_rpm', '10001'), 'rate_limit_rpm'],
  ['a fractional rate', raw('rate_limit_rpm', '1.5'), 'rate_limit_rpm'],
  ['an infinite rate', raw('rate_limit_rpm', '1e400'), 'rate_limit_rpm'],
  ['a rate that no double holds', raw('rate_limit_rpm', '9007199254740993'), 'rate_limit_rpm'],
  ['a rate in text', raw('rate_limit_rpm', '"60"'), 'rate_limit_rpm'],
  ['a rate in a list', raw('rate_limit_rpm', '[60]'), 'rate_limit_rpm'],
  [
    'a policy that is neither',
    raw('rate_limit_on_store_failure', '"maybe"'),
    'rate_limit_on_store_failure',
  ],
  ['no policy', raw('rate_limit_on_store_failure', 'null'), 'rate_limit_on_store_failure'],
  ['no models at all', raw('allowed_models', '[]'), 'allowed_models'],
  ['models in text', raw('allowed_models', '"gpt-4o"'), 'allowed_models'],
  ['a star in the middle', raw('allowed_models', '["gpt*4"]'), 'allowed_models.0'],
  ['a model with a space', raw('allowed_models', '["gpt-4o","gpt 4"]'), 'allowed_models.1'],
  ['another streaming mode', raw('streaming_mode', '"fast"'), 'streaming_mode'],
  ['no streaming mode', raw('streaming_mode', 'null'), 'streaming_mode'],
  ['a flag in text', raw('filter_all_messages', '"true"'), 'filter_all_messages'],
  ['a policy, which has a resource of its own', raw('policy', 'null'), 'policy'],
  ['an id', raw('id', '"proj_1"'), 'id'],
  ['a creator', raw('created_by', '"x"'), 'created_by'],
  ['tokens', raw('tokens', '{}'), 'tokens'],
  ['a revision', raw('rev', '0'), 'rev'],
  ['__proto__', raw('__proto__', '{"is_active":false}'), '__proto__'],
  ['constructor', raw('constructor', '{}'), 'constructor'],
];

describe.each(cases)('%s', (_name, text, param) => {
  it('is 422 on POST and PATCH, names the field and writes nothing', async () => {
    for (const [method, path] of [
      ['POST', '/api/v1/projects'],
      ['PATCH', project.path],
    ] as const) {
      const answer = await admin.call(method, path, { text });
      expect(errorOf(answer), method).toEqual({ status: 422, code: 'validation_error', param });
      expect(answer.body.error.message).toMatch(/^[\x20-\x7e]+\.$/);
    }
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('a refusal', () => {
  it('does not repeat what may be a secret pasted as a field name', async () => {
    const secret = `clai_${'A'.repeat(39)}`;
    const answer = await admin.call('POST', '/api/v1/projects', {
      body: { name: 'x', [secret]: 1 },
    });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: null });
    expect(answer.text).not.toContain(secret);
  });

  it('does not repeat a value', async () => {
    const answer = await admin.call('POST', '/api/v1/projects', {
      body: { name: 'x', allowed_ips: ['sk-secret-in-the-wrong-field'] },
    });
    expect(answer.text).not.toContain('sk-secret');
    expect(admin.logs.join()).not.toContain('sk-secret');
  });

  it('asks for a name on POST only', async () => {
    const missing = await admin.call('POST', '/api/v1/projects', { body: {} });
    expect(errorOf(missing)).toMatchObject({ status: 422, param: 'name' });
    expect(missing.body.error.message).toBe('name is required.');
  });

  it('wants a boolean for is_active, on PATCH only', async () => {
    const onPost = await admin.call('POST', '/api/v1/projects', {
      body: { name: 'x', is_active: false },
    });
    expect(errorOf(onPost)).toMatchObject({ status: 422, param: 'is_active' });
    for (const is_active of ['false', 0, null]) {
      const onPatch = await admin.call('PATCH', project.path, { body: { is_active } });
      expect(errorOf(onPatch)).toMatchObject({ status: 422, param: 'is_active' });
    }
  });
});

describe('a duplicate key in the body', () => {
  it('has one meaning: the last one', async () => {
    const answer = await admin.call('POST', '/api/v1/projects', {
      text: '{"name":"a","name":"b"}',
    });
    expect(answer.body.name).toBe('b');
  });
});
