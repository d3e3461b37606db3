// What the active policy of a project does to one call, and what is kept and told of it.

import type { Afterwards } from '../../../shared/kernel/afterwards.ts';
import type { AnswerReport } from '../../../shared/policies/answer/answer-rules.ts';
import { createAnswerGuard } from '../../../shared/policies/answer/create-answer-guard.ts';
import { policyViolation } from '../../../shared/policies/policy-violation.ts';
import {
  inspectPrompt,
  type PromptInspection,
} from '../../../shared/policies/prompt/inspect-prompt.ts';
import type { Outgoing } from '../../../shared/providers/call-model.ts';
import type { ModelCall } from '../../../shared/providers/model-call.ts';
import type { PolicyRecord } from '../../../shared/usage/policy-record.ts';
import type { InvocationPorts } from '../operation.ts';
import { askModels } from './ask-models.ts';
import type { CallFacts } from './call-facts.ts';
import { PolicyFindings } from './policy-findings.ts';

export type CallPolicy = {
  /** Of every answer, a refusal too. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * What may go out, and who judges what comes back. Throws ApiError: `content_blocked`; `validation_error` for what
   * rules cannot read; `service_unavailable` or `internal_error` when the policy is not to be had; and what
   * `beforeAsking` throws, which is called before a rule asks somebody else.
   */
  readonly admit: (call: ModelCall, beforeAsking: () => Promise<void>) => Promise<Outgoing>;
  /** What its rules have found so far; null without a policy. */
  readonly record: () => PolicyRecord | null;
  /** Resolves when rules that only watch have looked at the answer, too; null: nobody is looking. Never rejects. */
  readonly complete: () => Promise<unknown> | null;
};

const NO_POLICY: CallPolicy = {
  headers: {},
  admit: async (call) => ({ call, guard: null }),
  record: () => null,
  complete: () => null,
};

/** Begins to load the policy at once: the version that is active now judges this call to its end. */
export function callPolicy(facts: CallFacts, ports: InvocationPorts): CallPolicy {
  const { policy: ref, filterAllMessages, streamingMode } = facts.project;
  if (ref === null) return NO_POLICY;
  const loading = ports.policies(ref);
  // Whoever needs it hears of a failure; a call that is refused before does not.
  loading.catch(() => undefined);
  const findings = new PolicyFindings(ref, ports.writeMetrics);
  const later = tracked(ports.afterwards);

  const admit: CallPolicy['admit'] = async (call, beforeAsking) => {
    const { compiled, digest } = await loading;
    const inspection = await inspectPrompt(
      compiled.plans.inbound,
      { format: call.endpoint, body: call.body, all: filterAllMessages },
      { ask: askModels(facts, ref.policyId, 'inbound', ports), beforeAsking },
      { digest },
    );
    findings.note('inbound', inspection.triggered);
    const body = passedBody(inspection);
    const guard = createAnswerGuard({
      plan: compiled.plans.outbound,
      endpoint: call.endpoint,
      streamingMode,
      ask: askModels(facts, ref.policyId, 'outbound', ports),
      digest,
      afterwards: later,
      onReport: (report) => noteAnswer(report, findings, facts, ports),
    });
    return { call: { ...call, body }, guard };
  };
  return {
    headers: { 'x-collie-policy': `${ref.policyId}@${ref.version}` },
    admit,
    record: () => findings.record(),
    complete: later.pending,
  };
}

/** What the provider gets. Throws ApiError `content_blocked`. */
function passedBody(inspection: PromptInspection): ModelCall['body'] {
  if (inspection.kind === 'passed') return inspection.body;
  const { part, blockedBy, triggered } = inspection;
  const param = part === null ? {} : { param: part };
  throw policyViolation('content_blocked', { blockedBy, triggered, ...param });
}

/** Names of fields are the provider's, so only their number is told. */
function noteAnswer(
  { triggered, dropped, blindness }: AnswerReport,
  findings: PolicyFindings,
  { requestId, project }: CallFacts,
  { log }: InvocationPorts,
): void {
  findings.note('outbound', triggered);
  findings.noteDropped(dropped.values().reduce((sum, times) => sum + times, 0));
  if (blindness !== null)
    log.error('policy_blind', { requestId, projectId: project.projectId }, blindness);
}

/** Knows what has been added to it and is not done. */
function tracked(afterwards: Afterwards) {
  const tasks = new Set<Promise<unknown>>();
  return {
    add: (task: Promise<unknown>): void => {
      tasks.add(task);
      afterwards.add(task);
      const done = () => tasks.delete(task);
      task.then(done, done);
    },
    pending: (): Promise<unknown> | null => (tasks.size === 0 ? null : Promise.allSettled(tasks)),
  };
}
