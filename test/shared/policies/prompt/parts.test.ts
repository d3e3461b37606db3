// Parts of one message are judged as a model reads them, one after the other; files as the text that they are.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { termRule } from '../../rules/helpers.ts';
import { MASK, SECRET, sent } from './helpers.ts';

describe('parts of one message', () => {
  const rules = [termRule(['nightjar'])];
  const parts = (...texts: string[]) => texts.map((text) => ({ type: 'text', text }));
  const told = async (format: 'chat' | 'responses' | 'messages', content: unknown) => {
    const field = format === 'responses' ? 'input' : 'messages';
    const body = { model: 'm', [field]: [{ role: 'user', content }] };
    const passed = (await sent({ format, body }, rules)) as Record<string, [{ content: unknown }]>;
    return passed[field]?.[0].content;
  };

  it.each([
    'chat',
    'responses',
    'messages',
  ] as const)('of %s hide no word between them', async (format) => {
    expect(await told(format, parts('a night', 'jar b'))).toEqual(parts('a [T]', ' b'));
    expect(await told(format, parts('n', 'ight', 'jar', ' and'))).toEqual(
      parts('[T]', '', '', ' and'),
    );
    const others = [
      { type: 'text', text: 'a night' },
      { type: 'image', id: 'x' },
      { type: 'text', text: 'jar' },
    ];
    expect(await told(format, others)).toMatchObject([
      { text: 'a [T]' },
      { id: 'x' },
      { text: '' },
    ]);
  });

  it('that say nothing of it are the very same', async () => {
    const content = parts('a night', ' jar', 'x');
    expect(await told('chat', content)).toBe(content);
  });

  it('are blocked together', async () => {
    const body = { model: 'm', messages: [{ role: 'user', content: parts('a night', 'jar b') }] };
    await expect(
      sent({ body }, [termRule(['nightjar'], {}, { decision: 'block' })]),
    ).rejects.toThrow('blocked');
  });

  it('are none where each is a text of its own', async () => {
    const body = { model: 'm', input: ['a night', 'jar b'] };
    expect(await sent({ format: 'embeddings', body }, rules)).toBe(body);
  });

  it('of a system prompt stay in order and whole, and only texts change', async () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1' },
      {
        type: 'text',
        text: `You are kind to ${SECRET}.`,
        cache_control: { type: 'ephemeral', ttl: '1h' },
      },
      { type: 'text', text: 'Bye.', citations: null },
    ];
    const messages = [{ role: 'user', content: 'Hi' }];
    const told = await sent({
      format: 'messages',
      all: true,
      body: { model: 'm', system, messages },
    });
    expect(told).toStrictEqual({
      model: 'm',
      system: [system[0], { ...system[1], text: `You are kind to ${MASK}.` }, system[2]],
      messages,
    });
  });
});

describe('a file', () => {
  const sentFile = (part: object) =>
    sent({ body: { model: 'm', messages: [{ role: 'user', content: [part] }] } });
  const file = (bytes: Buffer, filename = 'a.txt', header = 'data:text/plain;base64,') =>
    sentFile({ type: 'file', file: { filename, file_data: header + bytes.toString('base64') } });
  const LATIN = Buffer.from(`caf\xe9 ${SECRET}`, 'latin1');

  it('that calls itself text and is no UTF-8 is refused where rules would have to read it', async () => {
    await expect(file(LATIN)).rejects.toBeInstanceOf(ApiError);
    await expect(file(LATIN, 'a.csv', 'data:application/octet-stream;base64,')).rejects.toThrow();
    const watching = [termRule(['x'], {}, { enforcement_mode: 'monitor' })];
    const body = {
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', file: { filename: 'a.txt', file_data: LATIN.toString('base64') } },
          ],
        },
      ],
    };
    expect(await sent({ body }, watching)).toBe(body);
  });

  it('in UTF-16, or behind a space or long parameters, is read', async () => {
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`to ${SECRET}`, 'utf16le'),
    ]);
    const decoded = (told: unknown): string => {
      const [, data = ''] = /base64,([^"]*)"/.exec(JSON.stringify(told)) ?? [];
      return Buffer.from(data, 'base64').toString();
    };
    expect(decoded(await file(utf16))).toBe(`to ${MASK}`);
    const plain = Buffer.from(`to ${SECRET}`);
    expect(decoded(await file(plain, 'a', ' data:text/plain;base64,'))).toBe(`to ${MASK}`);
    const long = `data:text/plain;x=${'y'.repeat(400)};base64,`;
    expect(decoded(await file(plain, 'a', long))).toBe(`to ${MASK}`);
  });

  it('that is a picture passes', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);
    const told = await file(png, 'a.png', 'data:image/png;base64,');
    expect(JSON.stringify(told)).toContain(png.toString('base64'));
  });
});
