// An alarm that says who is hurt and what to do: without both texts it does not compile.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export const ALARM_PERIOD = Duration.minutes(5);

export type AlarmProps = {
  /** Over `ALARM_PERIOD`. */
  readonly metric: IMetric;
  /** Alarms at this value or more. */
  readonly threshold: number;
  /** Periods in a row. */
  readonly periods: number;
  /** One sentence. */
  readonly whoIsHurt: string;
  /** The first steps, for somebody who was asleep a minute ago. */
  readonly whatToDo: string;
};

export function addAlarm(scope: Construct, id: string, topic: ITopic, props: AlarmProps): void {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    // No traffic is no trouble.
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `Who is hurt: ${props.whoIsHurt} What to do: ${props.whatToDo}`,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
