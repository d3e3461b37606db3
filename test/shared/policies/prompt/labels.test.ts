// A label is one only in the form of one: text in its place is read, wherever a request has places.
import { describe, expect, it } from 'vitest';
import { surfaces } from '../../../../shared/wire/surfaces.ts';
import { termRule } from '../../rules/helpers.ts';
import { SECRET, sent } from './helpers.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const schema = {
  ...{ $id: 'a', $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
  properties: {
    city: { type: 'string', format: 'email', const: 'x', pattern: '^a$', enum: ['a'] },
  },
  required: ['city'],
};
const REQUESTS = {
  chat: {
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: 'Be kind' },
      {
        role: 'user',
        name: 'ann',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'image_url', image_url: { url: 'https://h/x', detail: 'low' } },
        ],
      },
      {
        role: 'assistant',
        tool_calls: [
          { id: 'call_abc12345', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_abc12345', name: 'f', content: 'sunny' },
    ],
    tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: schema } }],
  },
  responses: {
    model: 'gpt-4o',
    instructions: 'Be kind',
    input: [
      { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      {
        type: 'function_call',
        id: 'fc_abc12345',
        call_id: 'call_abc12345',
        name: 'f',
        arguments: '{}',
      },
      { type: 'function_call_output', call_id: 'call_abc12345', output: 'sunny' },
    ],
    tools: [{ type: 'function', name: 'f', parameters: schema }],
  },
  messages: {
    model: 'claude-4',
    system: [{ type: 'text', text: 'Be kind', cache_control: { type: 'ephemeral' } }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          {
            type: 'document',
            title: 'T',
            source: { type: 'text', media_type: 'text/plain', data: 'd' },
          },
        ],
      },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_abc12345', name: 'f', input: { a: 1 } }],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_abc12345',
            content: [{ type: 'text', text: 'sunny' }],
          },
        ],
      },
    ],
    tools: [{ name: 'f', description: 'd', input_schema: schema }],
  },
} as const;

/** The value with the secret in the place of each leaf, and as the name of a member. */
function* planted(value: Json): Generator<Json> {
  if (typeof value === 'string') yield SECRET;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [at, each] of (value as readonly Json[]).entries())
      for (const other of planted(each)) yield value.with(at, other) as Json;
    return;
  }
  yield { ...value, [SECRET]: 'x' } as Json;
  for (const [name, each] of Object.entries(value))
    for (const other of planted(each as Json)) yield { ...value, [name]: other } as Json;
}

describe.each(['chat', 'responses', 'messages'] as const)('a request of %s', (format) => {
  const { model, ...rest } = REQUESTS[format];

  it('has no place at which a text passes unread', async () => {
    let places = 0;
    for (const each of planted(rest as Json)) {
      // A field that nobody knows has a name that is the provider's to judge.
      if (Object.hasOwn(each as object, SECRET)) continue;
      places++;
      const told = JSON.stringify(
        await sent({ format, all: true, body: { model, ...(each as object) } }),
      );
      if (told.includes(SECRET)) expect([JSON.stringify(each), told]).toEqual('read');
    }
    expect(places).toBeGreaterThan(30);
  });

  it('keeps its labels, whatever words a rule means', async () => {
    const words = ['user', 'assistant', 'text', 'function', 'required', 'content', 'call_abc12345'];
    const body = { model, ...rest };
    expect(
      await sent({ format, all: true, body }, [termRule([...words, 'string', 'object'])]),
    ).toBe(body);
  });

  it(`is one of the ${Object.keys(surfaces).length} surfaces`, () => {
    expect(surfaces).toHaveProperty(format);
  });
});
