// Whole answers and providers' errors under rules: what is sent, what is refused, and what passes byte by byte.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { createAnswerGuard } from '../../../../shared/policies/answer/create-answer-guard.ts';
import { chatAnswer } from './chat-wire.ts';
import { FORMATS } from './curated.ts';
import { messagesAnswer } from './messages-wire.ts';
import { responsesAnswer } from './responses-wire.ts';
import { blockRule, guardOf, policyOf, SECRET, secretRule } from './rules.ts';

const { outbound } = policyOf(secretRule(), blockRule()).plans;
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const saying = (text: string) => ({
  chat: chatAnswer([{ reasoning: [], content: [text], refusal: [], tools: [] }]),
  messages: messagesAnswer([{ type: 'text', parts: [text] }]),
  responses: responsesAnswer([{ type: 'message', parts: [[text]], refusal: [] }]),
});

describe.each(FORMATS)('a whole answer of %s', (format) => {
  it('is blocked with the rules that matched, and not what they matched', async () => {
    const { guard, reports } = guardOf(outbound, format);
    const answer = await guard.whole(bytes(saying(`${SECRET} BLOCK ME`)[format]));
    if (answer.kind === 'allowed') expect.fail('it was allowed');
    expect(answer.error.code).toBe('response_blocked');
    expect(answer.error.spec.status).toBe(400);
    const rules = answer.error.triggeredRules?.map(({ decision }) => decision);
    expect(rules).toEqual(['mask', 'block']);
    expect(JSON.stringify(answer.error.triggeredRules)).not.toMatch(/§|BLOCK/);
    expect(reports.map(({ blockedBy }) => blockedBy?.ruleId)).toEqual(['rule_1']);
  });

  it('that cannot be read is the provider’s failure', async () => {
    const { guard, reports } = guardOf(outbound, format);
    for (const text of ['[1]', '"text"', '{"cut'])
      await expect(guard.whole(Buffer.from(text))).rejects.toMatchObject({
        code: 'upstream_error',
      });
    expect(reports).toHaveLength(3);
  });

  it('passes byte by byte under rules that only watch, and is counted', async () => {
    const { outbound: watching } = policyOf(secretRule({ enforcement_mode: 'monitor' })).plans;
    const { guard, reports } = guardOf(watching, format);
    const body = Buffer.from(JSON.stringify(saying(SECRET)[format], null, 2));
    expect(await guard.whole(body)).toEqual({ kind: 'allowed', bytes: body });
    expect(reports[0]?.triggered[0]).toMatchObject({ count: 1, monitoring: true });
    await guard.whole(Buffer.from('no JSON'));
    expect(reports[1]?.blindness).toBeInstanceOf(ApiError);
  });

  it('may be blocked by a model that is asked about its masked texts', async () => {
    const { plans } = policyOf(secretRule(), {
      rule_type: 'llm_detection',
      decision: 'block',
      config: { model: 'gpt-judge', instructions: 'Is it rude?' },
    });
    const asked: string[] = [];
    const ask = async ({ text }: { text: string }) => {
      asked.push(text);
      return text.includes('rude') ? 0.9 : 0.1;
    };
    const { guard } = guardOf(plans.outbound, format, { ask });
    const verdicts = [];
    for (const text of [`kind ${SECRET}`, 'rude'])
      verdicts.push((await guard.whole(bytes(saying(text)[format]))).kind);
    expect(verdicts).toEqual(['allowed', 'blocked']);
    expect(asked).toEqual(['kind [MASKED]', 'rude']);
  });
});

describe('errors of providers', () => {
  const { guard } = guardOf(outbound, 'chat');
  const shown = (error: object): unknown => JSON.parse(guard.failure(bytes(error)).toString());

  it('have their texts masked, and their codes as they were', () => {
    const error = (message: string) => ({
      error: { message, type: 'invalid_request_error', param: null, code: 'bad_output' },
    });
    expect(shown(error(`no schema fits ${SECRET}`))).toEqual(error('no schema fits [MASKED]'));
  });

  it('stay errors when a rule would block their text, without it', () => {
    expect(shown({ error: { message: 'said BLOCK ME', code: 'overloaded' } })).toEqual({
      error: { message: "The project's policy does not allow this text.", code: 'overloaded' },
    });
  });
});

describe('a policy', () => {
  it('without rules for answers has no guard, so that they pass untouched', () => {
    const { plans } = policyOf(secretRule({ direction: 'inbound' }));
    const guard = createAnswerGuard({
      plan: plans.outbound,
      endpoint: 'chat',
      streamingMode: 'buffered',
      ask: async () => 0,
      afterwards: { add: () => undefined },
      onReport: () => undefined,
    });
    expect(guard).toBeNull();
  });

  it('leaves embeddings alone: they have no text', async () => {
    const body = bytes({ object: 'list', data: [{ embedding: SECRET }] });
    expect(await guardOf(outbound, 'embeddings').guard.whole(body)).toEqual({
      kind: 'allowed',
      bytes: body,
    });
  });
});
