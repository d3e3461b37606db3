// From a trial to its wire form: the one answer that shows what a rule matched, to the one who sent it.
import type { TriggeredRule } from '../../rules/match-log.ts';
import { viewTriggered } from '../policy-violation.ts';
import type { Trial } from './try-out.ts';
import type { TryAnswer } from './try-schema.ts';

const MAX_MATCHES = 200;
const MAX_VALUE_CHARS = 200_000;

export const viewTrial = ({
  version,
  message,
  evaluation,
  located,
  skipped,
}: Trial): TryAnswer => ({
  policy_id: version.policyId,
  version: version.version,
  matched: evaluation.triggered.length > 0,
  decision: evaluation.decision,
  modified_message: evaluation.decision === 'block' ? null : evaluation.text,
  block_message: evaluation.blockedBy?.blockMessage ?? null,
  match_info: { matches: matchesOf(located, message) },
  triggered_rules: evaluation.triggered.map((triggered) => {
    const { match_info, ...rest } = viewTriggered(triggered);
    return { ...rest, match_info: { ...match_info, matches: [...match_info.matches] } };
  }),
  skipped: skipped.map(({ rule, reason }) => ({
    rule_id: rule.ruleId,
    rule_name: rule.ruleName,
    rule_type: rule.ruleType,
    reason,
  })),
});

/** Of all rules, by their place in the text, equal ones once. */
function matchesOf(triggered: readonly TriggeredRule[], message: string) {
  const spans = new Map<string, { readonly start: number; readonly end: number }>();
  for (const { matches } of triggered)
    for (const { start, end } of matches) spans.set(`${start}-${end}`, { start, end });
  const ordered = [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  let room = MAX_VALUE_CHARS;
  const shown: { value: string; start: number; end: number }[] = [];
  for (const { start, end } of ordered.slice(0, MAX_MATCHES)) {
    room -= end - start;
    if (room < 0) break;
    shown.push({ value: message.slice(start, end), start, end });
  }
  return shown;
}
