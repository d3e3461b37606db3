// The error that a blocked request or answer becomes.
import { ApiError } from '../errors/api-error.ts';
import type { TriggeredRuleAnswer } from '../errors/triggered-rules.ts';
import type { TriggeredRule } from '../rules/match-log.ts';
import type { CompiledRule } from '../rules/policy.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 20;

export type Violation = {
  readonly blockedBy: CompiledRule;
  /** Everything that matched until then, the blocking rule too. */
  readonly triggered: readonly TriggeredRule[];
  /** The member of the request that holds the text. */
  readonly param?: string;
};

/** Says what the operator wrote into the rule, or else the catalogue's sentence. */
export const policyViolation = (
  code: 'content_blocked' | 'response_blocked',
  { blockedBy, triggered, param }: Violation,
): ApiError =>
  new ApiError(code, {
    triggeredRules: triggered.map(viewTriggered),
    ...(blockedBy.blockMessage === null ? {} : { message: blockedBy.blockMessage }),
    ...(param === undefined ? {} : { param }),
  });

/** As callers see it: where it matched, never what. */
export const viewTriggered = (triggered: TriggeredRule): TriggeredRuleAnswer => ({
  rule_id: triggered.ruleId,
  rule_name: triggered.ruleName,
  name: triggered.ruleName,
  rule_type: triggered.ruleType,
  type: triggered.ruleType,
  decision: triggered.decision,
  monitoring: triggered.monitoring,
  match_info: {
    count: triggered.count,
    matches: triggered.matches
      .slice(0, MAX_LISTED_MATCHES)
      .map(({ start, end }) => ({ start, end, length: end - start })),
  },
});
