// A policy that masks addresses at secret.test, and short ways to send requests through it.

import {
  inspectPrompt,
  type Prompt,
  type PromptInspection,
} from '../../../../shared/policies/prompt/inspect-prompt.ts';
import type { ModelPort } from '../../../../shared/rules/model-rules.ts';
import { emailRule } from '../../../support/policies.ts';
import { policyOf } from '../../rules/helpers.ts';

export const SECRET = 'ann@secret.test';
export const MASK = '[EMAIL]';

const noModel: ModelPort = () => Promise.reject(new Error('nobody is asked'));

export const inspect = (
  prompt: Partial<Prompt> & Pick<Prompt, 'body'>,
  rules: readonly object[] = [emailRule()],
  ask = noModel,
): Promise<PromptInspection> =>
  inspectPrompt(
    policyOf(rules).plans.inbound,
    { format: 'chat', all: false, ...prompt },
    { ask, beforeAsking: async () => {} },
  );

/** What the provider gets. Throws when the request is blocked. */
export async function sent(
  prompt: Partial<Prompt> & Pick<Prompt, 'body'>,
  rules?: readonly object[],
): Promise<unknown> {
  const inspection = await inspect(prompt, rules);
  if (inspection.kind === 'blocked') throw new Error('blocked');
  return inspection.body;
}

/** The same value with every text `from` replaced inside of strings. */
export const replaced = (value: unknown, from: string, to: string): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(from, to));
