// Which parts of a request the rules look at: the newest turn, or all of it.
import { describe, expect, it } from 'vitest';
import { MASK, replaced, SECRET, sent } from './helpers.ts';

const said = (role: string, content: unknown = SECRET, more: object = {}) => ({
  role,
  content,
  ...more,
});

/** Which of the messages were looked at, one letter each: `x` masked, `.` untouched. */
const seen = async (messages: readonly object[], all = false): Promise<string> => {
  const body = (await sent({ body: { model: 'm', messages }, all })) as { messages: unknown[] };
  return body.messages.map((each) => (JSON.stringify(each).includes(MASK) ? 'x' : '.')).join('');
};

describe('the newest turn of a conversation', () => {
  it.each([
    ['the last message', [said('system'), said('user'), said('assistant'), said('user')], '...x'],
    ['several in a row', [said('assistant'), said('user'), said('user')], '.xx'],
    ['results of tools', [said('user'), said('assistant'), said('tool'), said('tool')], '..xx'],
    ['a result and a question', [said('assistant'), said('tool'), said('user')], '.xx'],
    ['legacy functions', [said('user'), said('assistant'), said('function')], '..x'],
    ['without what the application adds', [said('user'), said('developer')], 'x.'],
    ['behind what the application adds', [said('assistant'), said('user'), said('system')], '.x.'],
    ["words put into the model's mouth", [said('user'), said('assistant')], 'xx'],
    ['a role nobody knows', [said('assistant'), said('captain')], '.x'],
    ['no user at all', [said('system'), said('assistant')], '.x'],
  ])('%s', async (_what, messages, expected) => {
    expect(await seen(messages)).toBe(expected);
  });

  it('is the whole conversation when the project says so', async () => {
    const roles = ['system', 'developer', 'user', 'assistant', 'user'];
    expect(
      await seen(
        roles.map((role) => said(role)),
        true,
      ),
    ).toBe('xxxxx');
  });
});

describe("the newest items of a response's input", () => {
  const items = [
    { role: 'developer', content: SECRET },
    { role: 'user', content: SECRET },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: SECRET }] },
    { type: 'function_call', call_id: 'c1', name: 'f', arguments: JSON.stringify({ to: SECRET }) },
    { type: 'function_call_output', call_id: 'c1', output: SECRET },
  ];
  const seenItems = async (input: readonly object[], all = false) => {
    const body = await sent({ format: 'responses', body: { model: 'm', input }, all });
    return (body as { input: unknown[] }).input
      .map((each) => (JSON.stringify(each).includes(MASK) ? 'x' : '.'))
      .join('');
  };

  it('are what follows the last thing that the model made', async () => {
    expect(await seenItems(items)).toBe('....x');
    expect(await seenItems(items.slice(0, 2))).toBe('.x');
    expect(await seenItems([...items, { type: 'something_new', words: SECRET }])).toBe('....xx');
  });

  it('are all when the project says so', async () => {
    expect(await seenItems(items, true)).toBe('xxxxx');
  });
});

describe('what stands beside the conversation', () => {
  const beside = {
    prompt: { id: 'p', variables: { name: SECRET } },
    prediction: { type: 'content', content: SECRET },
    documents: [{ words: SECRET }],
  };
  const standing = {
    system: [{ type: 'text', text: SECRET }],
    instructions: SECRET,
    user: SECRET,
    metadata: { who: SECRET },
    stop: [SECRET],
    tools: [
      {
        type: 'function',
        function: {
          name: 'mail',
          description: SECRET,
          parameters: {
            type: 'object',
            required: ['type'],
            properties: { type: { type: 'string', description: SECRET, enum: [SECRET] } },
          },
        },
      },
      { type: 'mcp', server_url: 'https://x', authorization: 'a', headers: { a: 'b' } },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'x', description: SECRET } },
  };

  it('is looked at when it belongs to this request, known or not', async () => {
    const body = { model: 'm', messages: [], ...beside, ...standing };
    expect(await sent({ body })).toStrictEqual({
      ...body,
      ...(replaced(beside, SECRET, MASK) as object),
    });
  });

  it('is looked at as a whole when the project says so', async () => {
    const body = { model: 'm', messages: [], ...beside, ...standing };
    expect(await sent({ body, all: true })).toStrictEqual(replaced(body, SECRET, MASK));
  });

  it.each([
    ['the name of a model', { model: SECRET }],
    ['the credentials of a server', { tools: [{ type: 'mcp', headers: { a: SECRET } }] }],
  ])('is not looked at when it is %s', async (_what, more) => {
    const body = { model: 'm', messages: [], ...more };
    expect(await sent({ body, all: true })).toBe(body);
  });
});

describe('embeddings', () => {
  it.each([SECRET, [SECRET, 'x', SECRET]])('look at every input', async (input) => {
    const body = { model: 'm', input };
    const expected = replaced(body, SECRET, MASK);
    expect(await sent({ format: 'embeddings', body })).toStrictEqual(expected);
  });

  it.each([
    [[1, 2]],
    [[[1, 2], [3]]],
    [['x', [4]]],
  ])('by token numbers are refused by an enforced policy', async (input) => {
    const prompt = { format: 'embeddings', body: { model: 'm', input } } as const;
    await expect(sent(prompt)).rejects.toMatchObject({ code: 'validation_error', param: 'input' });
    const watching = { ...REGEX, enforcement_mode: 'monitor' };
    expect(await sent(prompt, [watching])).toBe(prompt.body);
  });
});

const REGEX = { rule_type: 'regex', config: { patterns: [{ pattern: 'x' }] } };
