// How rules ask: a model through the project's own provider token, or an operator's classifier over https.
import { assertNever } from '../kernel/assert-never.ts';
import type { Clock } from '../kernel/clock.ts';
import { type JudgeQuestion, judgeBody, readJudgement } from '../policies/asking/judge-question.ts';
import { readVerdict, webhookBody } from '../policies/asking/webhook-question.ts';
import type { Project } from '../projects/project.ts';
import { providerNamed } from '../providers/known/known.ts';
import { addressedCall, type ModelCall } from '../providers/model-call.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import { providerOf } from '../providers/route-model.ts';
import type { CallTimeouts } from '../providers/transport/call-clock.ts';
import type { ModelPort } from '../rules/model-rules.ts';
import type { Direction } from '../rules/policy.ts';
import { makeCall } from './make-call.ts';
import { type CallUsage, NO_OBJECTS, NO_PERMIT, NO_RULES } from './terms.ts';

/** On whose behalf rules ask. */
export type Asker = {
  readonly project: Project;
  readonly policyId: string;
  readonly direction: Direction;
  readonly requestId: string;
  /** When all its questions must have been answered, epoch milliseconds; besides each rule's own time. */
  readonly endsAtMs: number;
  /** Who counts a judge's call. */
  readonly usageOf: (call: ModelCall) => CallUsage;
};

export type AskPorts = ProviderPorts & { readonly clock: Clock };

/** Nothing here passes a policy again, nor takes a permit. */
export const askModels =
  (asker: Asker, ports: AskPorts): ModelPort =>
  async ({ rule, settings, text }) => {
    const endsAtMs = Math.min(asker.endsAtMs, ports.clock() + settings.timeoutMs);
    const limits = () => within(Math.max(1, endsAtMs - ports.clock()));
    switch (settings.kind) {
      case 'llm_detection': {
        const { model, instructions } = settings;
        const send: AskPorts['send'] = (request) => ports.send({ ...request, limits: limits() });
        return askJudge({ model, instructions, text }, asker, { ...ports, send });
      }
      case 'webhook': {
        const { direction, policyId, requestId, project } = asker;
        const { projectId } = project;
        const { ruleId } = rule;
        const json = webhookBody({ text, direction, projectId, policyId, ruleId, requestId });
        return readVerdict(await postWebhook(settings.url, json, limits(), ports));
      }
      default:
        return assertNever(settings);
    }
  };

/** A call like any other, of the same project. */
async function askJudge(
  question: JudgeQuestion,
  { project, requestId, usageOf }: Asker,
  ports: ProviderPorts,
): Promise<number> {
  const { model } = question;
  const provider = providerOf(model, project);
  const endpoint = provider === null ? 'chat' : providerNamed(provider).judgeEndpoint;
  const body = judgeBody(endpoint, question);
  const call = addressedCall({ endpoint, model, stream: false, body, files: null }, project);
  const terms = { objects: NO_OBJECTS, rules: NO_RULES, permit: NO_PERMIT, usage: usageOf(call) };
  const own = { project, requestId, clientHeaders: {}, isCounted: true };
  const answer = await makeCall(call, { ...own, ...terms }, ports);
  if (answer.status !== 200) throw new Error(`a judge answered ${answer.status}`);
  return readJudgement(endpoint, JSON.parse(String(answer.body)));
}

/** One for all attempts. */
const within = (ms: number): CallTimeouts => ({
  connectMs: ms,
  firstByteMs: ms,
  idleMs: ms,
  totalMs: ms,
});
