// Runs functions by the schedules of the stack, with the event that EventBridge would send.
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ScheduleModel, StackModel } from '../template/model.ts';
import type { Functions } from './functions.ts';

export type Schedules = {
  /** Runs everything that is scheduled once, now. Rejects when a function fails. */
  run(): Promise<void>;
  close(): void;
};

export function startSchedules(stack: StackModel, functions: Functions): Schedules {
  const invoke = async (schedule: ScheduleModel): Promise<void> => {
    const { functionName } = schedule;
    const result = await functions.invoke(functionName, scheduledEvent(stack, schedule));
    if (result.kind !== 'response') throw new Error(`${functionName} ended with ${result.kind}`);
    await text(result.body);
  };
  const timers = stack.schedules.map((schedule) =>
    // Its failure is in the function's log, and the next run comes anyway.
    setInterval(() => void invoke(schedule).catch(() => undefined), schedule.everyMs).unref(),
  );
  return {
    run: async () => void (await Promise.all(stack.schedules.map(invoke))),
    close: () => timers.forEach(clearInterval),
  };
}

const scheduledEvent = ({ accountId, region }: StackModel, { ruleName }: ScheduleModel): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date().toISOString(),
    region,
    resources: [`arn:aws:events:${region}:${accountId}:rule/${ruleName}`],
    detail: {},
  });
