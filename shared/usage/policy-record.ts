// What a policy did to a call, as usage keeps it: which rules matched and where, never what.
import type { NamedSums } from './named-sums.ts';

type PolicyMatch = {
  /** Offsets in UTF-16 units of the text that was looked at, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly length: number;
  /** Keyed: equal values of a policy have equal ones. Null: not known. */
  readonly hash: string | null;
};

/** One rule in one direction. */
export type PolicyEvent = {
  readonly ruleId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly decision: 'allow' | 'mask' | 'block';
  /** It was counted, and changed nothing. */
  readonly monitoring: boolean;
  readonly count: number;
  /** How often it did not get to know all; absent: never. */
  readonly failures?: number;
  /** The first ones. */
  readonly matches: readonly PolicyMatch[];
};

export type PolicyRecord = {
  readonly policyId: string;
  readonly version: number;
  readonly events: readonly PolicyEvent[];
};

/** A record is part of a call's row, which is written and read often: about 20 KB at most. */
const MAX_EVENTS = 100;
const MAX_MATCHES_OF_EVENT = 20;
const MAX_MATCHES = 200;

/** Rules that changed something go before those that watched. More events and matches are left out. */
export function boundedEvents(events: readonly PolicyEvent[]): PolicyEvent[] {
  const kept = events
    .toSorted((a, b) => Number(a.monitoring) - Number(b.monitoring))
    .slice(0, MAX_EVENTS);
  let left = MAX_MATCHES;
  return kept.map((event) => {
    const matches = event.matches.slice(0, Math.min(left, MAX_MATCHES_OF_EVENT));
    left -= matches.length;
    return { ...event, matches };
  });
}

const UNITS = ['requests', 'matches', 'failures'] as const;

/** A sum's name says the rule, the direction, its decision, whether it enforced, and what is counted. */
export function ruleCountsOf(record: PolicyRecord | undefined): NamedSums {
  const counts: Record<string, number> = {};
  const add = (name: string, count: number): void => {
    if (count > 0) counts[name] = (counts[name] ?? 0) + count;
  };
  for (const event of record?.events ?? []) {
    const { ruleId, direction, decision, monitoring, count, failures = 0 } = event;
    const name = [ruleId, direction, decision, monitoring ? 'monitor' : 'enforce'].join('#');
    if (count > 0) counts[`${name}#requests`] = 1;
    add(`${name}#matches`, count);
    add(`${name}#failures`, failures);
  }
  return counts;
}

/** What one rule did in one direction. */
export type RuleUsage = Pick<PolicyEvent, 'ruleId' | 'direction' | 'decision' | 'monitoring'> & {
  /** Calls and blocked prompts in which it matched. */
  readonly requests: number;
  readonly matches: number;
  /** Times that it asked and did not get to know all. */
  readonly failures: number;
};

/** The most frequent first. Throws on a name that `ruleCountsOf` does not make. */
export function ruleUsageOf(counts: NamedSums): RuleUsage[] {
  const rules = new Map<string, RuleUsage>();
  for (const [name, count] of Object.entries(counts)) {
    const { unit, ...rule } = readName(name);
    const key = name.slice(0, -unit.length);
    const before = rules.get(key) ?? { ...rule, requests: 0, matches: 0, failures: 0 };
    rules.set(key, { ...before, [unit]: count });
  }
  return [...rules].sort(byFrequency).map(([, rule]) => rule);
}

const byFrequency = (
  [nameA, a]: readonly [string, RuleUsage],
  [nameB, b]: readonly [string, RuleUsage],
): number => b.requests - a.requests || b.matches - a.matches || (nameA < nameB ? -1 : 1);

const NAME =
  /^(.+)#(inbound|outbound)#(allow|mask|block)#(monitor|enforce)#(requests|matches|failures)$/s;

function readName(name: string): Omit<RuleUsage, (typeof UNITS)[number]> & { unit: string } {
  const [, ruleId, direction, decision, mode, unit] = NAME.exec(name) ?? [];
  if (ruleId === undefined || unit === undefined)
    throw new Error('a sum of a rule has a wrong name');
  return {
    ruleId,
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    decision: decision as RuleUsage['decision'],
    monitoring: mode === 'monitor',
    unit,
  };
}
