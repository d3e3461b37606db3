// What the active policy of a project does to one call, and what is kept and told of it.

import type { Afterwards } from '../kernel/afterwards.ts';
import type { AnswerKind, AnswerReport } from '../policies/answer/answer-rules.ts';
import { createAnswerGuard } from '../policies/answer/create-answer-guard.ts';
import { policyViolation } from '../policies/policy-violation.ts';
import { inspectPrompt, type PromptInspection } from '../policies/prompt/inspect-prompt.ts';
import type { ModelCall } from '../providers/model-call.ts';
import type { ModelPort } from '../rules/model-rules.ts';
import type { Direction } from '../rules/policy.ts';
import type { PolicyRecord } from '../usage/policy-record.ts';
import { WatchedCall } from '../usage/watched-call.ts';
import type { AnswerGuard } from '../wire/answer-guard.ts';
import { type Asker, askModels } from './ask-models.ts';
import type { CallFacts } from './call-facts.ts';
import { PolicyFindings } from './policy-findings.ts';
import type { CallPorts } from './ports.ts';
import { type CallRules, NO_RULES } from './terms.ts';

export type CallPolicy = CallRules & {
  /** Of every answer, a refusal too, as far as is known when it begins. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** What its rules have found so far; null without a policy. */
  readonly record: () => PolicyRecord | null;
  /** Resolves when rules that only watch have looked at the answer, too; null: nobody is looking. Never rejects. */
  readonly complete: () => Promise<unknown> | null;
  /** Who judges what is read back of an earlier answer; null: nobody. Rejects as `admit` does. */
  readonly readBack: (kind: AnswerKind) => Promise<AnswerGuard | null>;
};

const NO_POLICY: CallPolicy = {
  ...NO_RULES,
  headers: () => ({}),
  record: () => null,
  complete: () => null,
  readBack: async () => null,
};

/** Begins to load the policy at once: the version that is active now judges this call to its end. */
export function callPolicy(facts: CallFacts, ports: CallPorts): CallPolicy {
  const { policy: ref, filterAllMessages, streamingMode } = facts.project;
  if (ref === null) return NO_POLICY;
  const loading = ports.policies(ref);
  // Whoever needs it hears of a failure; a call that is refused before does not.
  loading.catch(() => undefined);
  const findings = new PolicyFindings(ref, ports.writeMetrics);
  const later = tracked(ports.afterwards);
  const asking = (direction: Direction): ModelPort =>
    askModels(askerOf(facts, ref.policyId, direction, ports), ports);

  const guardOf = (
    { compiled, digest }: Awaited<typeof loading>,
    endpoint: AnswerKind,
    asked: ModelCall['body'] = {},
  ) =>
    createAnswerGuard({
      asked,
      plan: compiled.plans.outbound,
      endpoint,
      streamingMode,
      ask: asking('outbound'),
      digest,
      afterwards: later,
      onReport: (report) => noteAnswer(report, findings, facts, ports),
    });

  const admit: CallPolicy['admit'] = async (call, beforeAsking) => {
    const loaded = await loading;
    const inspection = await inspectPrompt(
      loaded.compiled.plans.inbound,
      { format: call.endpoint, body: withFileNames(call), all: filterAllMessages },
      { ask: asking('inbound'), beforeAsking },
      { digest: loaded.digest },
    );
    findings.note('inbound', inspection.triggered);
    findings.noteFailed('inbound', inspection.failed);
    const passed = withoutFileNames(call, passedBody(inspection));
    return { call: passed, guard: guardOf(loaded, call.endpoint, passed.body) };
  };
  return {
    headers: () => {
      const version = `${ref.policyId}@${ref.version}`;
      return { 'x-collie-policy': findings.hasFailed ? `${version}; degraded` : version };
    },
    admit,
    record: () => findings.record(),
    complete: later.pending,
    readBack: async (kind) => guardOf(await loading, kind),
  };
}

/** No field of a form can have this name. */
const FILE_NAMES = 'file.names';

/** The fields of a form and the names of its files: a model may get to read those, too. */
const withFileNames = ({ body, files }: ModelCall): ModelCall['body'] =>
  files === null ? body : { ...body, [FILE_NAMES]: files.map(({ filename }) => filename) };

function withoutFileNames(call: ModelCall, told: ModelCall['body']): ModelCall {
  if (call.files === null) return { ...call, body: told };
  const { [FILE_NAMES]: names, ...body } = told;
  const files = call.files.map((file, index) => ({
    ...file,
    filename: String((names as readonly string[])[index] ?? ''),
  }));
  return { ...call, body, files };
}

/** A judge's call is one of the same key, which usage counts as asked by the policy. */
const askerOf = (
  { project, principal, requestId }: CallFacts,
  policyId: string,
  direction: Direction,
  ports: CallPorts,
): Asker => ({
  ...{ project, requestId, policyId, direction },
  endsAtMs: Infinity,
  usageOf: (call) => new WatchedCall({ ...principal, ...call, purpose: 'policy' }, ports),
});

/** What the provider gets. Throws ApiError `content_blocked`. */
function passedBody(inspection: PromptInspection): ModelCall['body'] {
  if (inspection.kind === 'passed') return inspection.body;
  const { part, blockedBy, triggered } = inspection;
  const param = part === null ? {} : { param: part };
  throw policyViolation('content_blocked', { blockedBy, triggered, ...param });
}

/** Names of fields are the provider's, so only their number is told. */
function noteAnswer(
  { triggered, failed, dropped, blindness }: AnswerReport,
  findings: PolicyFindings,
  { requestId, project }: CallFacts,
  { log }: CallPorts,
): void {
  findings.note('outbound', triggered);
  findings.noteFailed('outbound', failed);
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
