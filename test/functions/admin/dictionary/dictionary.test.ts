// Dictionaries: stored as a list or as text, shown page by page, replaced and deleted.
import { describe, expect, it } from 'vitest';
import { newDictionary } from '../../../support/admin-policies.ts';
import { type Answer, USER_ARN } from '../../../support/admin-system.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const PATH = '/api/v1/dictionaries';

const text = (content: string, query: Record<string, string> = { name: 'Text' }) =>
  admin.call('POST', PATH, { text: content, query, headers: { 'Content-Type': 'text/plain' } });

async function allTerms(path: string): Promise<string[]> {
  const terms: string[] = [];
  const query: Record<string, string> = { include: 'terms' };
  for (;;) {
    const { body } = await admin.call('GET', path, { query });
    terms.push(...body.terms);
    if (body.next_cursor === null) return terms;
    query['cursor'] = body.next_cursor;
  }
}

describe('a new dictionary', () => {
  it('answers 201 with exactly the fields of the contract, and not its terms', async () => {
    const { answer, id, path } = await newDictionary(admin, ['b', 'a', 'b'], { description: 'd' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...{ id, name: 'Test dictionary', description: 'd', term_count: 2, used_by_policies: 0 },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      created_at: '2026-11-22T12:00:00.000Z',
      created_by: USER_ARN,
      updated_at: '2026-11-22T12:00:00.000Z',
      revision: 1,
    });
    expect((await admin.call('GET', path)).body).toEqual(answer.body);
    expect(await allTerms(path)).toEqual(['b', 'a']);
  });

  it('comes as plain text, too: a term in each line, name and description in the query', async () => {
    const content = '\ufeffproject apollo\r\n\n  gemini \r\nproject apollo\nmercury ü';
    const answer = await text(content, { name: 'Text', description: 'd' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: 'Text', description: 'd', term_count: 3 });
    const terms = ['project apollo', 'gemini', 'mercury ü'];
    expect(await allTerms(`${PATH}/${answer.body.id}`)).toEqual(terms);
    const asJson = await newDictionary(admin, [], { terms: undefined, text: terms.join('\n') });
    expect(asJson.answer.body.hash).toBe(answer.body.hash);
  });

  it('holds 100,000 terms of 5 MB, and gives them back page by page', async () => {
    const terms = Array.from({ length: 100_000 }, (_, i) => `term ${i} ${'x'.repeat(30)} ${i * 7}`);
    const answer = await text(terms.join('\n'));
    expect(answer.body.term_count).toBe(100_000);
    const path = `${PATH}/${answer.body.id}`;
    const first = await admin.call('GET', path, { query: { include: 'terms' } });
    expect(first.text.length).toBeLessThan(400_000);
    // Replaced in the middle of reading: the cursor goes on with what it began with.
    await admin.call('PUT', path, { body: { terms: ['other'] } });
    const query = { include: 'terms', cursor: first.body.next_cursor };
    const second = await admin.call('GET', path, { query });
    const read = [...first.body.terms, ...second.body.terms];
    expect(read).toEqual(terms.slice(0, read.length));
    expect(await allTerms(path)).toEqual(['other']);
  });

  it('is not written while its terms cannot be', async () => {
    admin.dynamo.fault = ({ operation }) => (operation === 'PutItem' ? 'server-error' : 'none');
    const answer = (await newDictionary(admin)).answer;
    expect(errorOf(answer)).toMatchObject({ status: 503 });
    admin.dynamo.fault = () => 'none';
    const { body } = await admin.call('GET', PATH, { query: { limit: '100' } });
    expect(body.dictionaries.map(({ id }: { id: string }) => id)).not.toContain(answer.body.id);
  });
});

describe('terms', () => {
  const long = 'x'.repeat(257);
  const sent = (terms: unknown) => admin.call('POST', PATH, { body: { name: 'x', terms } });
  const refused = (param: string) => ({ status: 422, code: 'validation_error', param });

  it.each<[string, unknown, string]>([
    ['none', [], 'terms'],
    ['a text', 'apollo', 'terms'],
    ['a number among them', ['a', 7], 'terms.1'],
    ['an empty one', ['a', ''], 'terms.1'],
    ['an invisible one', ['a', ' \u200b'], 'terms.1'],
    ['a long one', ['a', 'b', long], 'terms.2'],
    ['half a surrogate pair', ['\ud800'], 'terms.0'],
    ['100,001', Array.from({ length: 100_001 }, (_, i) => `t${i}`), 'terms'],
  ])('in a list: %s is 422 with its place', async (_what, terms, param) => {
    expect(errorOf(await sent(terms))).toEqual(refused(param));
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'text'],
    ['empty lines', '\n \r\n', 'text'],
    ['a long line', `a\n\n${long}`, 'text.3'],
    ['an invisible line', 'a\n\u200b\nb', 'text.2'],
  ])('in a text: %s is 422 with its line', async (_what, content, param) => {
    expect(errorOf(await text(content))).toEqual(refused(param));
  });

  it('that are wrong are all named', async () => {
    const { errors } = (await sent(['a', long, 'b', '', 'c'])).body.error;
    expect(errors.map(({ param }: { param: string }) => param)).toEqual(['terms.1', 'terms.3']);
  });

  it.each<[string, object, string]>([
    ['neither list nor text', {}, 'terms'],
    ['both', { terms: ['a'], text: 'a' }, 'text'],
    ['a hash', { terms: ['a'], hash: 'x' }, 'hash'],
  ])('given as %s are 422', async (_what, body, param) => {
    const answer = await admin.call('POST', PATH, { body: { name: 'x', ...body } });
    expect(errorOf(answer)).toEqual(refused(param));
  });

  it('of text leave the name to the query, of JSON to the body', async () => {
    expect(errorOf(await text('a', {}))).toEqual(refused('name'));
    const body = { name: 'x', terms: ['a'] };
    const both = await admin.call('POST', PATH, { body, query: { name: 'y' } });
    expect(errorOf(both)).toEqual(refused('name'));
    expect(errorOf(await text('a', { name: 'x', color: 'y' }))).toEqual(refused('color'));
  });

  it('that are too many for a body are 413, encoded ones 415', async () => {
    expect(errorOf(await text('x\n'.repeat(3_000_000)))).toMatchObject({ status: 413 });
    const headers = { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' };
    const encoded = await admin.call('POST', PATH, { text: 'a', query: { name: 'x' }, headers });
    expect(errorOf(encoded)).toMatchObject({ status: 415 });
  });
});

describe('PUT of a dictionary', () => {
  it('replaces the terms, keeps what was not sent, and counts its revision', async () => {
    const { path, answer } = await newDictionary(admin, ['a'], { description: 'd' });
    const { body, headers } = await admin.call('PUT', path, { body: { terms: ['b', 'c'] } });
    expect(body).toEqual({
      ...answer.body,
      ...{ term_count: 2, revision: 2, hash: expect.not.stringMatching(answer.body.hash) },
    });
    expect(headers['etag']).toBe('"2"');
    expect(await allTerms(path)).toEqual(['b', 'c']);
    const renamed = await admin.call('PUT', path, { body: { name: 'n', description: null } });
    expect(renamed.body).toEqual({ ...body, name: 'n', description: null, revision: 3 });
    const headersOfText = { 'Content-Type': 'text/plain' };
    await admin.call('PUT', path, { text: 'd\ne', headers: headersOfText });
    expect(await allTerms(path)).toEqual(['d', 'e']);
  });

  it('of the same changes nothing', async () => {
    const { path, answer } = await newDictionary(admin, ['a', 'b']);
    for (const body of [{}, { terms: ['a', 'b'] }, { text: 'a\nb' }, { name: 'Test dictionary' }])
      expect((await admin.call('PUT', path, { body })).body).toEqual(answer.body);
  });

  it('by many who saw the same revision has one winner', async () => {
    const { path } = await newDictionary(admin);
    const headers = { 'If-Match': '"1"' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        admin.call('PUT', path, { body: { terms: [`t${i}`] }, headers }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 409, 412]).toContain(status);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await allTerms(path)).toEqual([`t${winner}`]);
  });
});

describe('a dictionary', () => {
  const expectGone = async (answer: Promise<Answer>) =>
    expect(errorOf(await answer)).toMatchObject({ status: 404, code: 'not_found' });

  it('deleted is 404 and not listed', async () => {
    const { path, id } = await newDictionary(admin);
    expect((await admin.call('DELETE', path)).status).toBe(204);
    await expectGone(admin.call('GET', path));
    await expectGone(admin.call('PUT', path, { body: { name: 'x' } }));
    await expectGone(admin.call('DELETE', path));
    const { body } = await admin.call('GET', PATH, { query: { limit: '100' } });
    expect(body.dictionaries.map((each: { id: string }) => each.id)).not.toContain(id);
  });

  it.each(['dict_1', 'pol_1', `dict_${'0'.repeat(23)}`, '..'])('%s is 404', async (id) => {
    await expectGone(admin.call('GET', `${PATH}/${id}`));
  });

  it('shows its terms by its own cursors only, and when asked to', async () => {
    const { path } = await newDictionary(admin);
    for (const query of [{ cursor: 'x' }, { include: 'all' }, { limit: '5' }])
      expect(errorOf(await admin.call('GET', path, { query }))).toMatchObject({ status: 422 });
    const forged = await admin.call('GET', path, { query: { include: 'terms', cursor: 'x' } });
    expect(errorOf(forged)).toMatchObject({ status: 400, param: 'cursor' });
  });

  it('is listed newest first, page by page', async () => {
    for (const name of ['first', 'second', 'third']) {
      admin.time.nowMs += 1000;
      await newDictionary(admin, ['a'], { name });
    }
    const page = async (query: Record<string, string>) =>
      (await admin.call('GET', PATH, { query })).body;
    const first = await page({ limit: '2' });
    const namesOf = (body: { dictionaries: { name: string }[] }) =>
      body.dictionaries.map(({ name }) => name);
    expect(namesOf(first)).toEqual(['third', 'second']);
    expect(namesOf(await page({ limit: '1', cursor: first.next_cursor }))).toEqual(['first']);
  });
});
