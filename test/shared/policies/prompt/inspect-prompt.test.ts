// What a policy makes of a request: passed, masked or blocked, with everything that matched and nothing of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TEXTS } from '../../../../shared/policies/prompt/prompt-scan.ts';
import { emailRule } from '../../../support/policies.ts';
import { inspect, MASK, SECRET, sent } from './helpers.ts';

const user = (content: unknown) => ({ role: 'user', content });
const chat = (...messages: readonly object[]) => ({ body: { model: 'm', messages } });
const blockRule = (pattern: string, more: object = {}): object => ({
  rule_type: 'regex',
  decision: 'block',
  config: { patterns: [{ pattern }] },
  ...more,
});
const llmRule = (more: object = {}, config: object = {}): object => ({
  rule_type: 'llm_detection',
  decision: 'block',
  config: { model: 'gpt-judge', instructions: 'Find pirates.', max_input_chars: 40, ...config },
  ...more,
});

describe('an inspection', () => {
  it('that finds nothing gives the very same request back', async () => {
    const prompt = chat(user('ahoy'), user([{ type: 'text', text: 'there' }]));
    expect(await inspect(prompt)).toStrictEqual({
      kind: 'passed',
      body: prompt.body,
      triggered: [],
      failed: [],
    });
    expect(await sent(prompt)).toBe(prompt.body);
  });

  it('adds up over all texts, in the order of the rules', async () => {
    const rules = [blockRule('zzz'), emailRule(), blockRule('ahoy', { decision: 'flag' })];
    const { triggered } = await inspect(
      chat(user('ahoy'), user(`${SECRET} ${SECRET}`), user([SECRET])),
      rules,
    );
    const places = triggered.map(({ ruleId, count, monitoring, matches }) => [
      ruleId,
      count,
      monitoring,
      matches.map(({ start, end }) => `${start}-${end}`).join(),
    ]);
    expect(places).toStrictEqual([
      ['rule_1', 3, false, '0-15,16-31,0-15'],
      ['rule_2', 1, true, '0-4'],
    ]);
  });

  it('counts a text once, although JSON in it is read in two ways', async () => {
    const watch = blockRule('pirate', { decision: 'flag' });
    const { triggered } = await inspect(chat(user('{"a":"pirate\\n"}')), [watch]);
    expect(triggered.map(({ count }) => count)).toStrictEqual([1]);
  });

  it('ends at the first block, and names the part', async () => {
    const rules = [emailRule(), blockRule('pirate')];
    const messages = [user(SECRET), user('a pirate'), user(`${SECRET} pirate`)];
    const inspection = await inspect(chat(...messages), rules);
    expect(inspection).toMatchObject({
      kind: 'blocked',
      part: 'messages.1',
      blockedBy: { ruleId: 'rule_1' },
    });
    expect(inspection.triggered.map(({ count }) => count)).toStrictEqual([1, 1]);
    expect(JSON.stringify(inspection)).not.toMatch(/secret\.test|"pirate"|a pirate/);
  });

  it.each([
    ['a policy that watches', 'monitor', 'passed'],
    ['a policy that enforces', 'enforce', 'blocked'],
  ])('under %s', async (_what, enforcement_mode, kind) => {
    const rule = blockRule('pirate', { enforcement_mode });
    expect((await inspect(chat(user('pirate')), [rule])).kind).toBe(kind);
  });

  it('does not repeat the name of a field that a client made up', async () => {
    const body = { model: 'm', messages: [], [`x ${SECRET}`]: 'pirate' };
    const inspection = await inspect({ body }, [blockRule('pirate')]);
    expect(inspection).toMatchObject({ kind: 'blocked', part: null });
  });

  it('blocks what an answer in JSON hides by escapes', async () => {
    const prompt = chat({ role: 'tool', tool_call_id: 'c', content: '["p\\u0069rate"]' });
    expect((await inspect(prompt, [blockRule('pirate')])).kind).toBe('blocked');
  });

  it('refuses more texts than it can look at in time', async () => {
    const many = Array.from({ length: MAX_TEXTS }, () => 'x');
    await expect(inspect(chat(user([...many, 'x'])))).rejects.toMatchObject({
      code: 'validation_error',
    });
    await expect(
      inspect(
        chat({ role: 'tool', function_call: { arguments: JSON.stringify([...many, many]) } }),
      ),
    ).rejects.toMatchObject({ code: 'validation_error' });
  });
});

describe('rules that ask a model', () => {
  it('see the rewritten texts of the newest part first, once', async () => {
    const asked: string[] = [];
    const ask = async ({ text }: { text: string }) => {
      asked.push(text);
      return 0;
    };
    const prompt = chat(user('first'), user([{ text: `to ${SECRET}` }, { text: 'second' }]));
    const inspection = await inspect(prompt, [emailRule(), llmRule()], ask);
    expect(asked).toStrictEqual([`to ${MASK}\n\nsecond\n\nfirst`]);
    expect(inspection.kind).toBe('passed');
  });

  it('block the request, and name no part', async () => {
    const inspection = await inspect(chat(user('x')), [llmRule()], async () => 1);
    expect(inspection).toMatchObject({
      kind: 'blocked',
      part: null,
      blockedBy: { ruleId: 'rule_0' },
    });
    expect(inspection.triggered).toMatchObject([{ matches: [{ start: 0, end: 1 }] }]);
  });

  it('are not asked about a blocked request, nor about one without text', async () => {
    const rules = [blockRule('pirate'), llmRule()];
    expect((await inspect(chat(user('pirate')), rules)).kind).toBe('blocked');
    expect((await inspect(chat(user([{ type: 'file', file_id: 'f' }])), rules)).kind).toBe(
      'passed',
    );
  });

  it.each([
    ['allow', 'passed'],
    ['block', 'blocked'],
  ])('that cannot be asked: %s', async (decision_on_error, kind) => {
    const inspection = await inspect(chat(user('x')), [llmRule({}, { decision_on_error })]);
    expect(inspection.kind).toBe(kind);
  });
});

/** A text that holds the secret here and there, and what has to become of it. */
const text = fc
  .array(
    fc.constantFrom('ahoy ', 'é', ' "', '\\', '\n', '{', ' 😀 ', '\u200b ', '', ` ${SECRET} `),
    { maxLength: 6 },
  )
  .map((words) => words.join(''));

/** Members of any name; labels keep what they have. */
const { value: part } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'text',
        'content',
        'thinking',
        'output',
        'title',
        'novelty',
        'arguments_text',
      ),
      tie('value'),
      { maxKeys: 3, noNullPrototype: true },
    ),
    fc.record({ type: text, id: text, text }, { noNullPrototype: true }),
    text.map((word) => ({
      function: { name: word, arguments: JSON.stringify({ [word]: [word, 1] }) },
    })),
  ),
}));

/** The definition: every string has the secret replaced. */
function expected(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(SECRET, MASK);
  if (Array.isArray(value)) return value.map((entry) => expected(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
}

it('of any request leaves the secret in no text, and everything else as it was', async () => {
  const property = fc.asyncProperty(
    fc.array(part, { maxLength: 4 }),
    fc.boolean(),
    async (parts, all) => {
      const body = { model: 'm', messages: parts.map(user), n: 2 };
      const before = JSON.stringify(body);
      const passed = await sent({ body, all });
      expect(passed).toStrictEqual({
        ...body,
        messages: parts.map((each) => user(expected(each))),
      });
      expect(JSON.stringify(body)).toBe(before);
      if (!before.includes(SECRET)) expect(passed).toBe(body);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
