// Schedules of the template: which function runs by itself, and how often.
import { LocalFailure } from '../failure.ts';
import type { FunctionModel, ScheduleModel } from './model.ts';
import { list, optionalText, type ResolvedResource, text } from './properties.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

export const readSchedules = (
  resources: readonly ResolvedResource[],
  functions: readonly FunctionModel[],
): ScheduleModel[] =>
  resources
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .filter((rule) => optionalText(rule, 'State') !== 'DISABLED')
    .flatMap((rule) => {
      const everyMs = intervalOf(rule);
      return list(rule, 'Targets').map((target) => ({
        ruleName: rule.logicalId,
        functionName: targetOf(rule, target, functions),
        everyMs,
      }));
    });

/** `rate(5 minutes)`; other forms are refused rather than run at another time than on AWS. */
function intervalOf(rule: ResolvedResource): number {
  const expression = text(rule, 'ScheduleExpression');
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined)
    throw new LocalFailure(
      `The template's ${rule.logicalId} runs at ${expression}, but the local run knows rate(…) only.`,
    );
  return Number(amount) * unitMs;
}

function targetOf(
  rule: ResolvedResource,
  target: unknown,
  functions: readonly FunctionModel[],
): string {
  const { Arn, Id: _id, ...more } = target as Record<string, unknown>;
  const model = functions.find(({ arn }) => arn === Arn);
  if (model === undefined || Object.keys(more).length > 0)
    throw new LocalFailure(
      `The template's ${rule.logicalId} has a target that is more than a function of the stack.`,
    );
  return model.functionName;
}
