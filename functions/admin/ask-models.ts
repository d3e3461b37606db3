// How rules that are tried ask: a model through a project's provider token, or an operator's classifier over https.
import { assertNever } from '../../shared/kernel/assert-never.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { judgeBody, readJudgement } from '../../shared/policies/asking/judge-question.ts';
import { readVerdict, webhookBody } from '../../shared/policies/asking/webhook-question.ts';
import type { TryPorts } from '../../shared/policies/trial/try-out.ts';
import type { Project } from '../../shared/projects/project.ts';
import type { ProjectStore } from '../../shared/projects/store.ts';
import type { CallLimits } from '../../shared/providers/call-clock.ts';
import { callModel, type ProviderPorts } from '../../shared/providers/call-model.ts';
import type { CallWatch } from '../../shared/providers/call-watch.ts';
import { isAnthropic } from '../../shared/providers/endpoint.ts';
import { postWebhook } from '../../shared/providers/post-webhook.ts';
import { providerOf } from '../../shared/providers/route-model.ts';
import type { ModelSettings } from '../../shared/rules/model-rules.ts';

export type AskPorts = ProviderPorts & {
  readonly projects: Pick<ProjectStore, 'findProject' | 'findAccountTokens'>;
  readonly clock: Clock;
};

/** For all questions of a trial together: API Gateway waits for 29 s. */
const MAX_ASKING_MS = 20_000;

/** A trial is no call of a key: nobody counts it. */
const NOBODY: CallWatch = {
  answered: () => undefined,
  streamed: () => undefined,
  streamEnded: () => undefined,
  failed: () => undefined,
};
const TRIAL = 'trial';

export const askFor =
  (ports: AskPorts): TryPorts['askFor'] =>
  async ({ projectId, policyId, direction }) => {
    const project = await ports.projects.findProject(projectId);
    if (project === null) return null;
    const endsAtMs = ports.clock() + MAX_ASKING_MS;
    return async ({ rule, settings, text }) => {
      const limits = within(Math.min(settings.timeoutMs, Math.max(1, endsAtMs - ports.clock())));
      switch (settings.kind) {
        case 'llm_detection':
          return askJudge(settings, text, project, limits, ports);
        case 'webhook': {
          const about = { direction, projectId, policyId, ruleId: rule.ruleId, requestId: TRIAL };
          const json = webhookBody({ text, ...about });
          return readVerdict(await postWebhook(settings.url, json, limits, ports));
        }
        default:
          return assertNever(settings);
      }
    };
  };

async function askJudge(
  { model, instructions }: Extract<ModelSettings, { kind: 'llm_detection' }>,
  text: string,
  project: Project,
  limits: CallLimits,
  ports: AskPorts,
): Promise<number> {
  const provider = providerOf(model, project);
  const format = provider !== null && isAnthropic(provider) ? 'messages' : 'chat';
  const body = judgeBody(format, { model, instructions, text });
  const call = { endpoint: format, model, stream: false, body } as const;
  const answer = await callModel(
    call,
    {
      project,
      clientHeaders: {},
      requestId: TRIAL,
      beforeSend: async () => ({ call, guard: null }),
      watch: NOBODY,
    },
    { ...ports, send: (request) => ports.send({ ...request, limits }) },
  );
  if (answer.status !== 200) throw new Error(`a judge answered ${answer.status}`);
  return readJudgement(format, JSON.parse(String(answer.body)));
}

const within = (ms: number): CallLimits => ({
  connectMs: ms,
  firstByteMs: ms,
  idleMs: ms,
  totalMs: ms,
});
