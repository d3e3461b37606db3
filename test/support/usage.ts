// Calls for tests of usage.

import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import { createLog } from '../../shared/kernel/log.ts';
import {
  type CallId,
  type CallIntent,
  NO_TOKENS,
  type PendingCall,
  type Settlement,
} from '../../shared/usage/call.ts';
import {
  type PolicyEvent,
  type PolicyRecord,
  ruleUsageOf,
} from '../../shared/usage/policy-record.ts';
import type { UsageEntry } from '../../shared/usage/snapshot.ts';

export const PROJECT = `proj_${'p'.repeat(22)}` as ProjectId;
export const KEY = `key_${'k'.repeat(22)}` as KeyId;
export const MODEL = 'gpt-test';
export const NOON = Date.parse('2026-11-22T12:00:00.000Z');
export const MINUTE = 60_000;

export const callId = (text: string): CallId => text.padStart(22, '0') as CallId;

export const intent = (changes: Partial<CallIntent> = {}): CallIntent => ({
  projectId: PROJECT,
  callId: callId('1'),
  keyId: KEY,
  model: MODEL,
  provider: 'openai',
  startedAtMs: NOON,
  estimatedInputTokens: 5,
  ...changes,
});

export const settlement = (changes: Partial<Settlement> = {}): Settlement => ({
  outcome: 'ok',
  tokens: { ...NO_TOKENS, input: 10, output: 20 },
  estimated: false,
  ...changes,
});

export const settledCall = (
  changes: Partial<CallIntent> = {},
  result = settlement(),
): PendingCall => ({
  ...intent(changes),
  state: 'settled',
  settlement: result,
});

/** One rule that matched twice, as a call that begins or a refused prompt keeps it. */
export const policyRecord = (events: readonly Partial<PolicyEvent>[] = [{}]): PolicyRecord => ({
  policyId: 'pol_1',
  version: 7,
  events: events.map((event) => ({
    ruleId: 'rule_1',
    direction: 'inbound',
    decision: 'mask',
    monitoring: false,
    count: 2,
    matches: [{ start: 0, end: 4, length: 4, hash: 'h' }],
    ...event,
  })),
});

/** What a report tells in sum. */
export type Told = {
  readonly requests: number;
  readonly inFlight: number;
  readonly output: number;
  readonly blockedPrompts: number;
  readonly maskedPrompts: number;
  /** Requests and matches of all rules. */
  readonly ruleRequests: number;
  readonly ruleMatches: number;
};

export const toldBy = (entries: readonly UsageEntry[]): Told => ({
  requests: entries.reduce((sum, { totals }) => sum + totals.requests, 0),
  inFlight: entries.reduce((sum, { inFlight }) => sum + inFlight, 0),
  output: entries.reduce((sum, { totals }) => sum + totals.outputTokens, 0),
  blockedPrompts: entries.reduce((sum, { totals }) => sum + totals.blockedPrompts, 0),
  maskedPrompts: entries.reduce((sum, { totals }) => sum + totals.maskedPrompts, 0),
  ruleRequests: sumOfRules(entries, 'requests'),
  ruleMatches: sumOfRules(entries, 'matches'),
});

const sumOfRules = (entries: readonly UsageEntry[], unit: 'requests' | 'matches'): number =>
  entries
    .flatMap(({ totals }) => ruleUsageOf(totals.rules))
    .reduce((sum, rule) => sum + rule[unit], 0);

/** A log that keeps its lines. */
export function keptLog() {
  const lines: string[] = [];
  const write = (entry: object): void => void lines.push(JSON.stringify(entry));
  return { lines, log: createLog({ info: write, warn: write, error: write }) };
}

export const noWait = async (): Promise<void> => {};
