// What a key cannot be: every wrong field is named, and nothing is written. POST and PATCH judge alike.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  newKey,
  newProject,
  storedItems,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
let key: TestKey;
let before = new Map<string, unknown>();

beforeAll(async () => {
  project = await newProject(admin);
  key = await newKey(admin, project);
  before = await storedItems(admin);
});

const cases: [string, object, string][] = [
  ['an expiry in the past', { expires_at: '2026-11-22T11:59:59Z' }, 'expires_at'],
  ['an expiry now', { expires_at: '2026-11-22T12:00:00.999Z' }, 'expires_at'],
  ['an expiry in 100 years', { expires_at: '2126-11-22T12:00:00Z' }, 'expires_at'],
  ['an expiry a second after five years', { expires_at: '2031-11-22T12:00:01Z' }, 'expires_at'],
  ['an expiry without a zone', { expires_at: '2027-01-01T00:00:00' }, 'expires_at'],
  ['an expiry as a date', { expires_at: '2027-01-01' }, 'expires_at'],
  ['a day that does not exist', { expires_at: '2027-02-29T00:00:00Z' }, 'expires_at'],
  ['an hour that does not exist', { expires_at: '2027-01-01T24:00:00Z' }, 'expires_at'],
  ['an expiry in seconds', { expires_at: 1_800_000_000 }, 'expires_at'],
  ['an expiry as digits', { expires_at: '1800000000' }, 'expires_at'],
  ['an empty expiry', { expires_at: '' }, 'expires_at'],
  ['an expiry with a line break', { expires_at: '2027-01-01T00:00:00Z\n' }, 'expires_at'],
  ['restrictions as a list', { restrictions: [] }, 'restrictions'],
  ['restrictions as text', { restrictions: 'none' }, 'restrictions'],
  ['an unknown restriction', { restrictions: { ips: [] } }, 'restrictions.ips'],
  ['a rate of nought', { restrictions: { rate_limit_rpm: 0 } }, 'restrictions.rate_limit_rpm'],
  ['a rate in text', { restrictions: { rate_limit_rpm: '60' } }, 'restrictions.rate_limit_rpm'],
  ['an empty IP list', { restrictions: { allowed_ips: [] } }, 'restrictions.allowed_ips'],
  ['a wrong address', { restrictions: { allowed_ips: ['::g'] } }, 'restrictions.allowed_ips.0'],
  [
    '51 addresses',
    { restrictions: { allowed_ips: Array(51).fill('192.0.2.1') } },
    'restrictions.allowed_ips',
  ],
  ['an empty model list', { restrictions: { models: [] } }, 'restrictions.models'],
  ['an empty model', { restrictions: { models: ['gpt-4.1', ''] } }, 'restrictions.models.1'],
  ['a model with a space', { restrictions: { models: ['gpt 4'] } }, 'restrictions.models.0'],
  ['a model beyond ASCII', { restrictions: { models: ['gрt-4.1'] } }, 'restrictions.models.0'],
  ['a star inside', { restrictions: { models: ['gpt-*-mini'] } }, 'restrictions.models.0'],
  ['a long model', { restrictions: { models: ['m'.repeat(257)] } }, 'restrictions.models.0'],
  ['models as text', { restrictions: { models: 'gpt-4.1' } }, 'restrictions.models'],
  ['101 models', { restrictions: { models: Array(101).fill('m') } }, 'restrictions.models'],
  ['a name with a newline', { name: 'a\r\nb' }, 'name'],
  ['an empty name', { name: '' }, 'name'],
  ['a status', { status: 'active' }, 'status'],
  ['is_active', { is_active: true }, 'is_active'],
  ['a digest', { digest: 'AAAA' }, 'digest'],
  ['a key of their own', { key: `clai_${'1'.repeat(39)}` }, 'key'],
  ['a project', { project_id: `proj_${'0'.repeat(22)}` }, 'project_id'],
  ['a creator', { created_by: 'mallory' }, 'created_by'],
  ['a TTL', { ttl: 1 }, 'ttl'],
];

describe.each(cases)('%s', (_name, fields, param) => {
  it('is 422 on POST and PATCH, names the field and writes nothing', async () => {
    for (const [method, path] of [
      ['POST', `${project.path}/api-keys`],
      ['PATCH', key.path],
    ] as const) {
      const answer = await admin.call(method, path, { body: { name: 'x', ...fields } });
      expect(errorOf(answer), method).toEqual({ status: 422, code: 'validation_error', param });
    }
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('a key', () => {
  it('needs a name', async () => {
    const answer = await admin.call('POST', `${project.path}/api-keys`, { body: {} });
    expect(errorOf(answer)).toMatchObject({ status: 422, param: 'name' });
  });

  it('is refused before its project is looked for', async () => {
    const path = `/api/v1/projects/proj_${'0'.repeat(22)}/api-keys`;
    const answer = await admin.call('POST', path, { body: { name: '' } });
    expect(errorOf(answer)).toMatchObject({ status: 422, param: 'name' });
  });
});

describe('a list of keys', () => {
  it.each(['inactive', 'ACTIVE', ''])('refuses status=%j', async (status) => {
    const answer = await admin.call('GET', `${project.path}/api-keys`, { query: { status } });
    expect(errorOf(answer)).toMatchObject({ status: 422, param: 'status' });
  });
});

describe('a reason', () => {
  it.each([
    ['201 characters', 'x'.repeat(201)],
    ['a line break', 'a\nb'],
  ])('of %s is 422, and the key stays active', async (_kind, reason) => {
    const answer = await admin.call('DELETE', key.path, { query: { reason } });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'reason' });
    expect(await storedItems(admin)).toEqual(before);
  });
});
