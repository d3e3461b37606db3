// How rules ask: a model through the project's own provider token, or an operator's classifier over https.

import { assertNever } from '../../../shared/kernel/assert-never.ts';
import {
  type JudgeFormat,
  judgeBody,
  readJudgement,
} from '../../../shared/policies/asking/judge-question.ts';
import { readVerdict, webhookBody } from '../../../shared/policies/asking/webhook-question.ts';
import type { CallLimits } from '../../../shared/providers/call-clock.ts';
import { callModel } from '../../../shared/providers/call-model.ts';
import { isAnthropic } from '../../../shared/providers/endpoint.ts';
import { postWebhook } from '../../../shared/providers/post-webhook.ts';
import { providerOf } from '../../../shared/providers/route-model.ts';
import type { SendToProvider } from '../../../shared/providers/transport.ts';
import type { ModelPort } from '../../../shared/rules/model-rules.ts';
import type { Direction } from '../../../shared/rules/policy.ts';
import { WatchedCall } from '../../../shared/usage/watched-call.ts';
import type { InvocationPorts } from '../operation.ts';
import type { CallFacts } from './call-facts.ts';

/** Rules that ask about a request or about its answer. Nothing here passes a policy again, nor takes a permit. */
export const askModels =
  (facts: CallFacts, policyId: string, direction: Direction, ports: InvocationPorts): ModelPort =>
  ({ rule, settings, text }) => {
    switch (settings.kind) {
      case 'llm_detection': {
        const { model, instructions, timeoutMs } = settings;
        return askJudge({ model, instructions, text }, timeoutMs, facts, ports);
      }
      case 'webhook': {
        const { projectId } = facts.project;
        const { ruleId } = rule;
        const { requestId } = facts;
        const json = webhookBody({ text, direction, projectId, policyId, ruleId, requestId });
        const limits = within(settings.timeoutMs);
        return postWebhook(settings.url, json, limits, ports).then(readVerdict);
      }
      default:
        return assertNever(settings);
    }
  };

type Question = Parameters<typeof judgeBody>[1];

/** A call like any other, of the same key, which usage counts as asked by the policy. */
async function askJudge(
  question: Question,
  timeoutMs: number,
  { project, principal, requestId }: CallFacts,
  ports: InvocationPorts,
): Promise<number> {
  const provider = providerOf(question.model, project);
  const format: JudgeFormat = provider !== null && isAnthropic(provider) ? 'messages' : 'chat';
  const body = judgeBody(format, question);
  const call = { endpoint: format, model: question.model, stream: false, body };
  const watch = new WatchedCall({ ...principal, ...call, purpose: 'policy' }, ports);
  const beforeSend = async (name: string) => {
    await watch.open(name);
    return { call, guard: null };
  };
  const context = { project, clientHeaders: {}, requestId, beforeSend, watch };
  const send = withDeadline(timeoutMs, ports);
  const answer = await callModel(call, context, { ...ports, send });
  if (answer.status !== 200) throw new Error(`a judge answered ${answer.status}`);
  return readJudgement(format, JSON.parse(String(answer.body)));
}

/** One for all attempts. */
function withDeadline(timeoutMs: number, { send, clock }: InvocationPorts): SendToProvider {
  const endsAtMs = clock() + timeoutMs;
  return (request) => send({ ...request, limits: within(Math.max(1, endsAtMs - clock())) });
}

const within = (ms: number): CallLimits => ({
  connectMs: ms,
  firstByteMs: ms,
  idleMs: ms,
  totalMs: ms,
});
