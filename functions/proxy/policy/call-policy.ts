// What the active policy of a project does to one call, and what is kept and told of it.
import { policyViolation } from '../../../shared/policies/policy-violation.ts';
import { inspectPrompt } from '../../../shared/policies/prompt/inspect-prompt.ts';
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
   * rules cannot read; `service_unavailable` or `internal_error` when the policy is not to be had.
   */
  readonly admit: (call: ModelCall) => Promise<Outgoing>;
  /** What its rules have found so far; null without a policy. */
  readonly record: () => PolicyRecord | null;
};

const NO_POLICY: CallPolicy = {
  headers: {},
  admit: async (call) => ({ call, guard: null }),
  record: () => null,
};

/** Begins to load the policy at once: the version that is active now judges this call to its end. */
export function callPolicy(facts: CallFacts, ports: InvocationPorts): CallPolicy {
  const { policy: ref, filterAllMessages } = facts.project;
  if (ref === null) return NO_POLICY;
  const loading = ports.policies(ref);
  // Whoever needs it hears of a failure; a call that is refused before does not.
  loading.catch(() => undefined);
  const findings = new PolicyFindings(ref, ports.writeMetrics);

  const admit = async (call: ModelCall): Promise<Outgoing> => {
    const { compiled, digest } = await loading;
    const inspection = await inspectPrompt(
      compiled.plans.inbound,
      { format: call.endpoint, body: call.body, all: filterAllMessages },
      askModels(facts, ref.policyId, 'inbound', ports),
      { digest },
    );
    findings.note('inbound', inspection.triggered);
    if (inspection.kind === 'blocked') {
      const { part, ...violation } = inspection;
      const param = part === null ? {} : { param: part };
      throw policyViolation('content_blocked', { ...violation, ...param });
    }
    return { call: { ...call, body: inspection.body }, guard: null };
  };
  const headers = { 'x-collie-policy': `${ref.policyId}@${ref.version}` };
  return { headers, admit, record: () => findings.record() };
}
