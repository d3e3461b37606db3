// The fields that every rule has, whatever its type.
import type { ConfigReader } from './config-reader.ts';
import type { CompiledRule, RuleAction } from './policy.ts';

export const ruleTypes = [
  'regex',
  'aho_corasick',
  'structured_id',
  'secret',
  'url_filter',
  'base64_payload',
  'normalization',
  'language_detection',
  'llm_detection',
  'webhook',
] as const;

export type RuleType = (typeof ruleTypes)[number];

export type RuleSource = {
  readonly rule: CompiledRule;
  readonly ruleType: RuleType;
  readonly config: ConfigReader;
  readonly order: number;
  readonly isEnabled: boolean;
  readonly inbound: boolean;
  readonly outbound: boolean;
};

/** `place`: the rule's place among those of the same order, by age. */
export function readRule(source: ConfigReader, place: number, policyWatches: boolean): RuleSource {
  const ruleId = source.text('id', { min: 1, max: 64 }) ?? `rule_${place}`;
  const ruleName = source.requiredText('name', { min: 1, max: 255 });
  source.text('description', { min: 0, max: 2000 });
  const ruleType = source.oneOf('rule_type', ruleTypes, null);
  const direction = source.oneOf('direction', ['inbound', 'outbound', 'all', 'both'], null);
  const decision = source.oneOf('decision', ['allow', 'mask', 'block', 'flag'], null);
  const mode = source.oneOf('enforcement_mode', ['inherit', 'enforce', 'monitor'], 'inherit');
  const action: RuleAction = decision === 'flag' ? 'allow' : decision;
  const rule: CompiledRule = {
    rank: place,
    ruleId,
    ruleName,
    ruleType,
    action,
    monitoring: policyWatches || mode === 'monitor' || decision === 'flag',
    blockMessage: source.text('block_message', { min: 1, max: 2000 }),
    exemptible: false,
  };
  return {
    rule,
    ruleType,
    config: source.object('config'),
    order: source.integer('order', { min: -1_000_000, max: 1_000_000 }, 0),
    isEnabled: source.flag('is_enabled', true),
    inbound: direction !== 'outbound',
    outbound: direction !== 'inbound',
  };
}

/** False: a type that judges a text as a whole, so that its `allow` has no span to exempt from later rules. */
const FINDS_SPANS: Readonly<Record<RuleType, boolean>> = {
  regex: true,
  aho_corasick: true,
  structured_id: true,
  secret: true,
  url_filter: true,
  base64_payload: true,
  normalization: false,
  language_detection: false,
  llm_detection: false,
  webhook: false,
};

/** Lower order first, ties by age; ranks follow, and what an enforced `allow` before a rule means for it. */
export function inOrder(sources: readonly RuleSource[]): RuleSource[] {
  const ordered = sources.toSorted((a, b) => a.order - b.order || a.rule.rank - b.rule.rank);
  let mayExempt = false;
  return ordered.map((source, rank) => {
    const rule = { ...source.rule, rank, exemptible: mayExempt && source.rule.action !== 'allow' };
    const exempts =
      source.isEnabled &&
      source.rule.action === 'allow' &&
      !source.rule.monitoring &&
      FINDS_SPANS[source.ruleType];
    mayExempt ||= exempts;
    return { ...source, rule };
  });
}
