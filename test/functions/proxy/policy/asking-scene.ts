// A rule that asks a model, the model's words, and a call that the rule is about.
import type { PolicyProxy } from '../../../support/policy-proxy.ts';
import { json } from '../../../support/provider-scripts.ts';
import type { Answer } from '../../../support/proxy.ts';

export const llmRule = (config: object = {}, more: object = {}): object => ({
  rule_type: 'llm_detection',
  decision: 'block',
  config: { model: 'gpt-judge', instructions: 'Find pirates.', ...config },
  ...more,
});

export const said = (content: string) =>
  json(200, {
    choices: [{ message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 70, completion_tokens: 5 },
  });

export const send = (proxy: PolicyProxy, text = 'ahoy'): Promise<Answer> =>
  proxy.send('/v1/chat/completions', { messages: [{ role: 'user', content: text }] });
