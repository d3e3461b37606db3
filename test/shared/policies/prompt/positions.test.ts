// Every place where a message can hold text, in all formats.
import { describe, expect, it } from 'vitest';
import { MASK, SECRET, sent } from './helpers.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const binary = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]).toString('base64');

/** Each makes a message from a text. */
const places: Readonly<Record<string, (text: string) => object>> = {
  'text of a part': (text) => ({ content: [{ type: 'text', text }] }),
  'one of many parts': (text) => ({
    content: [{ type: 'text', text: 'a' }, { type: 'input_text', text }, 'b'],
  }),
  refusal: (text) => ({ refusal: text }),
  'name of a person': (text) => ({ name: text, content: 'x' }),
  'reasoning summary': (text) => ({ summary: [{ type: 'summary_text', text }] }),
  thinking: (text) => ({ content: [{ type: 'thinking', thinking: text, signature: 's' }] }),
  'a result of a tool': (text) => ({
    content: [{ type: 'tool_result', tool_use_id: 't', content: text }],
  }),
  'blocks of a result': (text) => ({
    content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text }] }],
  }),
  'results of a search': (text) => ({
    content: [{ type: 'search_result', source: 's', title: text, content: [] }],
  }),
  'arguments of a call': (text) => ({
    tool_calls: [{ id: 'c', function: { name: 'f', arguments: JSON.stringify({ a: [text] }) } }],
  }),
  'a member name in arguments': (text) => ({
    tool_calls: [{ id: 'c', function: { name: 'f', arguments: JSON.stringify({ [text]: 1 }) } }],
  }),
  'arguments of a legacy call': (text) => ({
    function_call: { name: 'f', arguments: JSON.stringify({ text }) },
  }),
  'the input of a tool': (text) => ({
    content: [{ type: 'tool_use', id: 'c', name: 'f', input: { to: [text], [text]: 1 } }],
  }),
  'the input of a custom tool': (text) => ({ type: 'custom_tool_call_output', input: text }),
  'a text document': (text) => ({
    content: [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: text } }],
  }),
  'a document of blocks': (text) => ({
    content: [
      {
        type: 'document',
        title: text,
        source: { type: 'content', content: [{ type: 'text', text }] },
      },
    ],
  }),
  'a file that is text': (text) => ({
    content: [
      {
        type: 'file',
        file: { filename: text, file_data: `data:text/csv;base64,${base64(`to,${text}`)}` },
      },
    ],
  }),
  'a file that says it is a picture': (text) => ({
    content: [{ type: 'input_file', file_data: `data:image/png;base64,${base64(`é ${text}`)}` }],
  }),
  'a text file with zero bytes': (text) => ({
    content: [{ type: 'input_file', file_data: `data:;base64,${base64(`\0\0${text}`)}` }],
  }),
  'base64 that is text': (text) => ({
    content: [
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: base64(`it is ${text}`) },
      },
    ],
  }),
  'an escaped data URL': (text) => ({
    content: [
      { type: 'image_url', image_url: { url: `data:text/plain,${encodeURIComponent(text)}` } },
    ],
  }),
  'an address': (text) => ({
    content: [{ type: 'image_url', image_url: { url: `https://cdn.test/?q=${text}` } }],
  }),
  'an address as text': (text) => ({
    content: [{ type: 'input_image', image_url: `https://cdn.test/?q=${text}` }],
  }),
  'a part nobody knows': (text) => ({
    content: [{ type: 'novelty', deep: { words: [{ anything: text }] }, count: 3 }],
  }),
  'JSON inside of a text': (text) => ({ content: JSON.stringify({ note: `"${text}"` }) }),
};

const message = (made: object) => ({ role: 'user', ...made });

describe('a text is replaced, and nothing else, as', () => {
  it.each(Object.keys(places))('%s', async (name) => {
    const make = places[name] ?? (() => ({}));
    const body = { model: 'm', messages: [message(make(SECRET))] };
    expect(await sent({ body })).toStrictEqual({ model: 'm', messages: [message(make(MASK))] });
    expect(await sent({ format: 'messages', body })).toStrictEqual({
      model: 'm',
      messages: [message(make(MASK))],
    });
    const items = { model: 'm', input: [message(make(SECRET))] };
    expect(await sent({ format: 'responses', body: items })).toStrictEqual({
      model: 'm',
      input: [message(make(MASK))],
    });
  });
});

describe('spellings', () => {
  it('escapes in arguments and in JSON inside of a text are read', async () => {
    const escaped = '{"to":"ann\\u0040secret.test","n":1}';
    const tool = { role: 'tool', tool_call_id: 'c', content: escaped };
    const call = {
      role: 'assistant',
      tool_calls: [{ function: { name: 'f', arguments: escaped } }],
    };
    expect(await sent({ body: { messages: [call, tool] }, all: true })).toStrictEqual({
      messages: [
        {
          role: 'assistant',
          tool_calls: [{ function: { name: 'f', arguments: '{"to":"[EMAIL]","n":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: '{"to":"[EMAIL]","n":1}' },
      ],
    });
  });

  it('numbers in arguments are read, and the others keep their digits', async () => {
    const card = { rule_type: 'structured_id', config: {} };
    const text = '{"input":{"card":4111111111111111,"big":12345678901234567890.10}}';
    const { input } = parseLossless(text);
    const body = {
      messages: [{ role: 'user', content: [{ type: 'tool_use', id: 'c', name: 'f', input }] }],
    };
    const seen = JSON.stringify(await sent({ body }, [card]));
    expect(seen).toContain('"card":"************1111"');
    expect(seen).toContain('"big":12345678901234567890.10');
  });

  it('numbers in arguments as text become texts, so that it stays JSON', async () => {
    const call = { function: { name: 'f', arguments: '{"card": 4111111111111111, "n": 1.50}' } };
    const body = { messages: [{ role: 'user', tool_calls: [call] }] };
    expect(await sent({ body }, [{ rule_type: 'structured_id', config: {} }])).toStrictEqual({
      messages: [
        {
          role: 'user',
          tool_calls: [
            { function: { name: 'f', arguments: '{"card": "************1111", "n": 1.50}' } },
          ],
        },
      ],
    });
  });

  it('lone surrogates stay what they were', async () => {
    const body = { messages: [{ role: 'user', content: `\ud800 ${SECRET} \udc00` }] };
    expect(await sent({ body })).toStrictEqual({
      messages: [{ role: 'user', content: `\ud800 ${MASK} \udc00` }],
    });
  });
});

describe('nothing is replaced in', () => {
  it.each([
    ['a picture', { content: [{ type: 'image', source: { type: 'base64', data: binary } }] }],
    ['a picture as URL', { content: [{ image_url: { url: `data:image/png;base64,${binary}` } }] }],
    ['a sound', { content: [{ input_audio: { format: 'wav', data: binary } }] }],
  ])('%s', async (_what, made) => {
    const body = { model: 'm', messages: [message(made)] };
    expect(await sent({ body })).toBe(body);
  });
});

const parseLossless = (text: string): { input: unknown } =>
  JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && `${value}` !== context.source
      ? (JSON as unknown as { rawJSON(raw: string): unknown }).rawJSON(context.source)
      : value,
  );
