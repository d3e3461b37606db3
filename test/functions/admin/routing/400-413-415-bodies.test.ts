// Bodies that are no JSON object, too large, or of another type: the same on every operation that takes one.
import { beforeAll, describe, expect, it } from 'vitest';
import { adminOperations, adminRoutes } from '../../../../shared/api/operations.ts';
import { existingIds, filledPath } from '../../../support/admin-paths.ts';
import { errorOf, storedItems, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const urls = new Map<string, string>();
let before = new Map<string, unknown>();

beforeAll(async () => {
  const ids = await existingIds(admin);
  for (const { operation, path } of adminRoutes) urls.set(operation, filledPath(path, ids));
  before = await storedItems(admin);
});

const withBody = adminRoutes.filter(({ operation }) => adminOperations[operation].body !== null);
const cases: [string, object, number, string][] = [
  ['no body', { headers: { 'Content-Type': 'application/json' } }, 400, 'invalid_json'],
  ['an empty body', { text: '' }, 400, 'invalid_json'],
  ['half a body', { text: '{"name":"x"' }, 400, 'invalid_json'],
  ['a byte order mark', { text: '\ufeff{"name":"x"}' }, 400, 'invalid_json'],
  ['NaN', { text: '{"name":NaN}' }, 400, 'invalid_json'],
  ['a list', { text: '[]' }, 400, 'invalid_request'],
  ['null', { text: 'null' }, 400, 'invalid_request'],
  ['a string', { text: '"x"' }, 400, 'invalid_request'],
  [
    '1,000,000 levels',
    { text: `{"name":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}` },
    400,
    'invalid_request',
  ],
  ['200 levels', { text: `${'{"a":'.repeat(200)}1${'}'.repeat(200)}` }, 400, 'invalid_request'],
  [
    'more than 5 MB',
    { text: `{"name":"${'x'.repeat(5 * 1024 * 1024)}"}` },
    413,
    'request_too_large',
  ],
  ['HTML', { text: '{}', headers: { 'Content-Type': 'text/html' } }, 415, 'unsupported_media_type'],
  [
    'UTF-16',
    { text: '{}', headers: { 'Content-Type': 'application/json; charset=utf-16' } },
    415,
    'unsupported_media_type',
  ],
  [
    'plain text in UTF-16',
    { text: '{}', headers: { 'Content-Type': 'text/plain; charset=utf-16' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a gzip body',
    { text: '{}', headers: { 'Content-Encoding': 'gzip' } },
    415,
    'unsupported_media_type',
  ],
];

describe.each(cases)('%s', (_name, options, status, code) => {
  it(`is ${status} ${code} wherever a body is taken, and nothing is written`, async () => {
    expect(withBody.length).toBeGreaterThanOrEqual(8);
    for (const { operation, method } of withBody) {
      const answer = await admin.call(method, urls.get(operation) ?? '', options);
      expect(errorOf(answer), operation).toMatchObject({ status, code });
    }
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('plain text', () => {
  it('is 415 wherever it is not asked for', async () => {
    for (const { operation, method } of withBody) {
      if ('takesText' in adminOperations[operation]) continue;
      const options = { text: '{}', headers: { 'Content-Type': 'text/plain' } };
      const answer = await admin.call(method, urls.get(operation) ?? '', options);
      expect(errorOf(answer), operation).toMatchObject({ status: 415 });
    }
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('a body that nobody asked for', () => {
  it('is ignored on GET', async () => {
    for (const { operation, method } of adminRoutes.filter((route) => route.method === 'GET')) {
      const answer = await admin.call(method, urls.get(operation) ?? '', { text: '{{{' });
      expect(answer.status, operation).toBe(200);
    }
  });
});
