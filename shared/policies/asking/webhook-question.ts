// What a rule asks an operator's own classifier about a text, and how its answer is read.

import { isObject } from '../../kernel/is-object.ts';
import type { Direction } from '../../rules/policy.ts';
import { asScore } from './score.ts';

export type WebhookQuestion = {
  readonly text: string;
  readonly direction: Direction;
  readonly projectId: string;
  readonly policyId: string;
  readonly ruleId: string;
  readonly requestId: string;
};

/** The JSON that is sent. */
export const webhookBody = (question: WebhookQuestion): string =>
  JSON.stringify({
    text: question.text,
    direction: question.direction,
    project_id: question.projectId,
    policy_id: question.policyId,
    rule_id: question.ruleId,
    request_id: question.requestId,
  });

/** `{"score": 0.87}` or `{"matched": true}`. Throws for anything else, both included. */
export function readVerdict(answer: unknown): number {
  if (!isObject(answer)) return asScore(null);
  const { score, matched } = answer;
  if (typeof matched === 'boolean' && score === undefined) return matched ? 1 : 0;
  return asScore(matched === undefined ? score : null);
}
