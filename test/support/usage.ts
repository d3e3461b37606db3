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

/** A log that keeps its lines. */
export function keptLog() {
  const lines: string[] = [];
  const write = (entry: object): void => void lines.push(JSON.stringify(entry));
  return { lines, log: createLog({ info: write, warn: write, error: write }) };
}

export const noWait = async (): Promise<void> => {};
