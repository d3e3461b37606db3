// POST /v1/leaks: whoever holds a key can end it. The answer tells nothing about the key, not even by its time.
import * as z from 'zod/mini';
import { must } from '../http/fields.ts';
import type { Clock } from '../kernel/clock.ts';
import { type StopPorts, stopLeakedKey } from './stop-leaked-key.ts';

const TOKEN = 'text of 1 to 512 characters';

export const holderReportBody = z.strictObject({
  token: z
    .string(must(TOKEN))
    .check(z.minLength(1, must(TOKEN)), z.maxLength(512, must(TOKEN)), z.meta({ writeOnly: true })),
});
export const holderReportAnswer = z.strictObject({ status: z.literal('accepted') });

export type HolderReportBody = z.output<typeof holderReportBody>;
export type HolderReportAnswer = z.output<typeof holderReportAnswer>;

export type HolderReportPorts = StopPorts & {
  readonly wait: (milliseconds: number) => Promise<unknown>;
};

/** Longer than a deactivation takes as a rule. What takes longer is answered after two of them, and so on. */
const STEP_MS = 400;

/** Throws when our own stores fail: then the key may still be active, and the holder must try again. */
export async function takeHolderReport(
  { token }: HolderReportBody,
  ports: HolderReportPorts,
): Promise<HolderReportAnswer> {
  const startedAtMs = ports.clock();
  await stopLeakedKey({ token, sourceUrl: null }, ports);
  await ports.wait(restOfStep(startedAtMs, ports.clock));
  return { status: 'accepted' };
}

const restOfStep = (startedAtMs: number, clock: Clock): number =>
  STEP_MS - (Math.max(0, clock() - startedAtMs) % STEP_MS);
