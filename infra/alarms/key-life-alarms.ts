// Alarms about a key's life: it leaked, or nobody was told that it is about to expire.
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ALARM_PERIOD, type AlarmProps } from './alarm.ts';
import type { AlarmNeeds } from './alarm-needs.ts';

const period = { period: ALARM_PERIOD };

export function keyLifeAlarms(
  scope: Construct,
  { stage, leaks, expiryReport }: AlarmNeeds,
): Record<string, AlarmProps> {
  const stopped = new MetricFilter(scope, 'LeakedKeysStopped', {
    logGroup: leaks.logGroup,
    filterPattern: FilterPattern.allTerms('leaked_key_stopped'),
    metricNamespace: `Collie/${stage}`,
    metricName: 'LeakedKeysStopped',
  });
  return {
    KeyLeaked: {
      metric: stopped.metric({ statistic: 'sum', ...period }),
      threshold: 1,
      periods: 1,
      whoIsHurt:
        'The application that uses a key which somebody published: it is answered 401, because the key was stopped.',
      whatToDo:
        'Find leaked_key_stopped in the leaks function’s log group; it names key and project. The project’s audit tells ' +
        'where the key was found. Make a new key for the application, and look at the old one’s usage before its end.',
    },
    LeakReportsFail: {
      metric: leaks.fn.metricErrors(period),
      threshold: 1,
      periods: 1,
      whoIsHurt: 'Whoever reports a leaked key: the report broke off, and the key may still work.',
      whatToDo:
        'Search the leaks function’s log group for "errorType" and "Status: timeout". GitHub repeats nothing by ' +
        'itself for sure: deactivate the keys that the log names by hand.',
    },
    ExpiryReportFails: {
      metric: expiryReport.fn.metricErrors(period),
      threshold: 1,
      periods: 1,
      whoIsHurt: 'Nobody yet. But nobody is told which keys expire within a week.',
      whatToDo:
        'Search the key-expiry-report function’s log group for "errorType". Until it works again, ask for ' +
        'GET …/api-keys?status=active&expires_before=… of each project.',
    },
  };
}
