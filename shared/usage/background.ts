// What a response in the background has used, counted once, when somebody reads its end.
import type { Clock } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import { isObject } from '../kernel/is-object.ts';
import { jsonOrNull } from '../kernel/json-or-null.ts';
import { newCallId } from './call.ts';
import { type MeterPorts, openCall } from './meter.ts';
import { isRunning } from './tally/answer-tally.ts';
import { readUsage } from './tally/provider-usage.ts';

export type BackgroundCall = {
  readonly keyId: KeyId;
  readonly model: string;
  readonly provider: string;
};

/**
 * `answer`: the response as it was read back. `take`: the call that began it, for the first that asks; null: it has
 * been counted. Never rejects.
 */
export async function countBackground(
  projectId: ProjectId,
  answer: Buffer,
  take: () => Promise<BackgroundCall | null>,
  ports: MeterPorts & { readonly clock: Clock },
): Promise<void> {
  const told = jsonOrNull(answer.toString());
  if (!isObject(told) || told['background'] !== true || isRunning(told)) return;
  try {
    const call = await take();
    const tokens = readUsage(told['usage']);
    if (call === null || tokens === null) return;
    const startedAtMs = ports.clock();
    const facts = {
      projectId,
      ...call,
      callId: newCallId(),
      startedAtMs,
      purpose: 'background',
    } as const;
    const counted = openCall({ ...facts, estimatedInputTokens: tokens.input }, ports);
    counted.settle({ outcome: 'ok', tokens, estimated: false });
    await counted.opened;
  } catch (cause) {
    ports.log.error('usage_not_stored', { projectId }, cause);
  }
}
