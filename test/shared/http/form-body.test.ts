// Forms at the border: what is read is what a second parser reads, and what is wrong is refused, never half read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { type Form, readForm, writeForm } from '../../../shared/http/form-body.ts';
import { httpRequest } from '../../support/http-request.ts';
import { BOUNDARY, FORM_TYPE, multipart, type Part } from '../../support/multipart.ts';

const FILES = ['file', 'image', 'mask'];
const read = (body: Buffer, type = FORM_TYPE): Form =>
  readForm(httpRequest({ headers: { 'content-type': [type] }, body: null, binary: body }), FILES);
const bytesOf = ({ files }: Form, index = 0): Buffer => Buffer.concat(files[index]?.bytes ?? []);

/** Platform's own parser, undici's. */
const second = (bytes: Buffer, type: string): Promise<FormData> =>
  new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();

const whole = (pieces: ReturnType<typeof writeForm>['body']): Buffer =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));

async function entriesOf(form: FormData) {
  const values = [...form.entries()].map(async ([name, value]) =>
    typeof value === 'string'
      ? [name, value]
      : [name, value.name, Buffer.from(await value.arrayBuffer()).toString('hex')],
  );
  return Promise.all(values);
}

function refusalOf(take: () => unknown): unknown {
  try {
    take();
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, param: error.param };
    throw error;
  }
  return null;
}
const REFUSED = { code: 'invalid_request' };

const name = fc.constantFrom('model', 'prompt', 'n', 'size', 'include[]', 'chunking[type]');
// A field's line ends are its client's to normalise, so only text without them is the same to every parser.
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((each) => each.replace(/[\r\n]/g, ' '));
const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
const filename = fc.stringMatching(/^\w[\w .-]{0,20}\w$/);

describe('reading', () => {
  it('gives what a second parser gives, whatever stands in fields and files', async () => {
    const field = fc.record({ name, value: text });
    const file = fc.record({
      name: fc.constantFrom('file', 'image[]', 'mask'),
      value: fc.oneof(bytes, fc.constant(Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}\r\n--`))),
      filename,
      type: fc.constantFrom('audio/wav', 'image/png', 'application/octet-stream'),
    });
    const parts = fc.uniqueArray(fc.oneof(field, file), {
      maxLength: 8,
      selector: (part) => (part.name.endsWith('[]') ? Symbol('many') : part.name),
    });
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(parts, async (list: readonly Part[]) => {
        const body = multipart(list);
        const form = read(body);
        const fields = Object.entries(form.fields).flatMap(([key, value]) =>
          [value].flat().map((each) => [key, each]),
        );
        const files = form.files.map((each, index) => [
          each.name,
          each.filename,
          bytesOf(form, index).toString('hex'),
        ]);
        const expected = await entriesOf(await second(body, FORM_TYPE));
        expect([...fields, ...files].toSorted()).toEqual(expected.toSorted());
        seen += expected.length;
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(300);
  });

  it('refuses a form that is cut, at every byte', () => {
    const body = multipart([
      { name: 'model', value: 'whisper-1' },
      { name: 'file', value: Buffer.from([1, 2, 3]), filename: 'a.wav', type: 'audio/wav' },
    ]);
    // The last line end may be missing: the form was over before it.
    for (let length = 0; length < body.length - 2; length++)
      expect(
        refusalOf(() => read(body.subarray(0, length))),
        String(length),
      ).toMatchObject(REFUSED);
    expect(refusalOf(() => read(body))).toBeNull();
  });

  it('never fails otherwise than by a refusal, whatever the bytes', () => {
    const noise = fc.array(
      fc.oneof(
        bytes.map((each) => each.toString('latin1')),
        fc.constantFrom(
          `--${BOUNDARY}`,
          '\r\n',
          '\r\n\r\n',
          '--',
          'Content-Disposition: form-data; name="model"',
          'Content-Disposition: form-data; name="file"; filename="\xff"',
          'Content-Type: text/plain; charset=utf-16',
        ),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(noise, (pieces) => {
        const refusal = refusalOf(() => read(Buffer.from(pieces.join(''), 'latin1')));
        expect(refusal === null || (refusal as { code: string }).code === 'invalid_request').toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });

  const field = (key: string, value: string | Buffer = 'x'): Part => ({ name: key, value });
  const file = (key: string): Part => ({ name: key, value: 'x', filename: 'a', type: 'audio/wav' });
  const many = (count: number, part: (index: number) => Part) =>
    multipart(Array.from({ length: count }, (_, index) => part(index)));
  const wrongs: [string, Buffer, string | null, string?][] = [
    ['a model twice', multipart([field('model'), field('model')]), 'model'],
    ['a thousand parts', many(1_000, (index) => field(`f${index}`)), null],
    ['too many files', many(21, () => file('image[]')), null],
    ['a prompt as a file, which nobody would read', multipart([file('prompt')]), 'prompt'],
    ['a model as a file', multipart([file('model')]), 'model'],
    ['a name that is none', multipart([field('a b')]), null],
    ['a part without a name', Buffer.from(`--${BOUNDARY}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`), null],
    ['a field that is no UTF-8', multipart([field('prompt', Buffer.from([0xff, 0xfe]))]), 'prompt'],
    [
      'a field of more than a megabyte',
      multipart([field('prompt', 'x'.repeat(1_100_000))]),
      'prompt',
    ],
    ['no boundary', multipart([field('model')]), null, 'multipart/form-data'],
    ['another boundary', multipart([field('model')]), null, 'multipart/form-data; boundary=other'],
    ['nothing', Buffer.alloc(0), null],
  ];
  it.each(wrongs)('refuses %s', (_, body, param, type) => {
    expect(refusalOf(() => read(body, type))).toEqual({ code: 'invalid_request', param });
  });

  it('refuses an encoded body and an encoded part', () => {
    const headers = { 'content-type': [FORM_TYPE], 'content-encoding': ['gzip'] };
    const request = httpRequest({ headers, body: null, binary: Buffer.alloc(0) });
    expect(refusalOf(() => readForm(request, FILES))).toMatchObject({
      code: 'unsupported_media_type',
    });
    const type = 'audio/wav\r\nContent-Transfer-Encoding: base64';
    const encoded = multipart([{ name: 'file', value: 'eHg=', filename: 'a', type }]);
    expect(refusalOf(() => read(encoded))).toMatchObject({ ...REFUSED, param: 'file' });
  });

  it('takes a quoted boundary', () => {
    const type = `multipart/form-data; boundary="${BOUNDARY}"`;
    expect(read(multipart([field('model', 'whisper-1')]), type).fields).toEqual({
      model: 'whisper-1',
    });
  });
});

describe('writing', () => {
  it('is read by a second parser as what it was, with a boundary of its own', async () => {
    const value = fc.record({
      prompt: text,
      'include[]': fc.array(text, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        value,
        bytes,
        fc.string({ maxLength: 20 }),
        async (fields, content, called) => {
          const shown = called.replace(/["\r\n\\]/g, '');
          const file = { name: 'file', filename: shown, mediaType: 'audio/wav', bytes: [content] };
          const written = writeForm({ fields, files: [file] });
          expect(written.contentType).not.toContain(BOUNDARY);
          const form = await second(whole(written.body), written.contentType);
          expect(form.get('prompt')).toBe(fields.prompt);
          expect(form.getAll('include[]')).toEqual(fields['include[]']);
          const sent = form.get('file') as File;
          expect(Buffer.from(await sent.arrayBuffer()).equals(content)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets no name end its quotes', () => {
    const filename = 'a"\r\nX-Evil: 1\r\n\r\n';
    const file = { name: 'file', filename, mediaType: 'audio/wav', bytes: [Buffer.from('x')] };
    const written = whole(writeForm({ fields: {}, files: [file] }).body);
    expect(written.toString()).toContain('filename="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A"');
    expect(written.toString().split('\r\nX-Evil')).toHaveLength(1);
  });
});
