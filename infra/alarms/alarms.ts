// The alarms that wake somebody: few, each about somebody who is hurt now.
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ALARM_PERIOD, type AlarmProps, addAlarm } from './alarm.ts';
import type { AlarmNeeds, AnyFunction } from './alarm-needs.ts';
import { alarmTopic } from './alarm-topic.ts';
import { keyLifeAlarms } from './key-life-alarms.ts';

const period = { period: ALARM_PERIOD };

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, needs: AlarmNeeds) {
    super(scope, id);
    const topic = alarmTopic(this, needs.email);
    const alarms = {
      ...keyAlarms(this, needs),
      ...keyLifeAlarms(this, needs),
      ...callAlarms(needs),
      ...policyAlarms(needs),
      ...operatorAlarms(needs),
    };
    for (const [name, props] of Object.entries(alarms)) addAlarm(this, name, topic, props);
  }
}

function keyAlarms(
  scope: Construct,
  { stage, authorizer }: AlarmNeeds,
): Record<string, AlarmProps> {
  return {
    KeyCheckFails: {
      metric: authorizer.fn.metricErrors(period),
      threshold: 3,
      periods: 1,
      whoIsHurt: 'Applications: requests are answered 503, because keys cannot be checked.',
      whatToDo:
        'Look for authorizer_failed in the authorizer’s log group, then at AWS Health for DynamoDB and Secrets ' +
        'Manager, then whether the pepper secret and the Keys table still exist and the role may read them.',
    },
    KeyCheckThrottled: {
      metric: authorizer.fn.metricThrottles(period),
      threshold: 1,
      periods: 1,
      whoIsHurt:
        'Applications: some requests are answered 503, because the authorizer may not run more often.',
      whatToDo:
        'Raise the account’s Lambda concurrency quota, or deploy with a larger authorizerConcurrency. Meanwhile ' +
        'lower dataRateLimit, so that callers are told 429 instead.',
    },
    KeyRowCorrupt: {
      metric: corruptRows(scope, stage, authorizer),
      threshold: 1,
      periods: 1,
      whoIsHurt:
        'The owner of one key, who is refused with 401, and maybe everybody: somebody wrote the Keys table by hand.',
      whatToDo:
        'Find key_row_corrupt in the authorizer’s log group; it names the key and the field. Find in CloudTrail who ' +
        'can write the table and whether they should. Then restore the row from point-in-time recovery, or make a new key.',
    },
  };
}

/** A row that cannot be trusted is one line in the authorizer's log. */
function corruptRows(scope: Construct, stage: string, { logGroup }: AnyFunction): IMetric {
  const filter = new MetricFilter(scope, 'CorruptKeyRows', {
    logGroup,
    filterPattern: FilterPattern.allTerms('key_row_corrupt'),
    metricNamespace: `Collie/${stage}`,
    metricName: 'CorruptKeyRows',
  });
  return filter.metric({ statistic: 'sum', ...period });
}

const callAlarms = ({ proxy, data }: AlarmNeeds): Record<string, AlarmProps> => ({
  ProxyFails: {
    metric: proxy.fn.metricErrors(period),
    threshold: 1,
    periods: 1,
    whoIsHurt: 'Applications: calls crashed or ran out of time or memory, and streams broke off.',
    whatToDo:
      'Search the proxy’s log group for "errorType" and "Status: timeout". Out of memory: raise proxyMemoryMb. A ' +
      'crash after a deployment: deploy the version before it.',
  },
  ProxyThrottled: {
    metric: proxy.fn.metricThrottles(period),
    threshold: 1,
    periods: 1,
    whoIsHurt:
      'Applications: some requests are answered 500, because the proxy may not run more often.',
    whatToDo:
      'A streaming call holds one execution for as long as it streams. Raise the account’s Lambda concurrency quota ' +
      'or proxyConcurrency, or lower dataRateLimit, so that callers are told 429 instead.',
  },
  ManyCallsFail: {
    metric: data.api.metricServerError({ statistic: 'avg', ...period }),
    threshold: 0.05,
    periods: 3,
    whoIsHurt: 'Applications: for a quarter of an hour at least one call in twenty got a 5xx.',
    whatToDo:
      'Group the data plane’s access log by status. 502 and 504: the provider; look at its status page. 503: our own ' +
      'stores; see KeyCheckFails. 500: a bug; the request id leads to the proxy’s log.',
  },
});

const policyAlarms = ({ stage }: AlarmNeeds): Record<string, AlarmProps> => ({
  RulesDoNotJudge: {
    metric: new Metric({
      namespace: `Collie/${stage}`,
      metricName: 'PolicyFailures',
      statistic: 'sum',
      ...period,
    }),
    threshold: 5,
    periods: 1,
    whoIsHurt:
      'Whoever relies on a rule that asks a model or a webhook: it gets no answer, so its decision_on_error counts.',
    whatToDo:
      'Find PolicyFailures by PolicyId and RuleId in CloudWatch. A webhook: is its address up, and fast enough for ' +
      'timeout_ms? llm_detection: has the project a token for the model’s provider, and does the provider answer? A ' +
      'text with more pieces than are asked about counts, too: raise max_input_chars.',
  },
});

const operatorAlarms = ({ admin, rollup }: AlarmNeeds): Record<string, AlarmProps> => ({
  UsageNotAddedUp: {
    metric: rollup.fn.metricErrors(period),
    threshold: 1,
    periods: 6,
    whoIsHurt:
      'Nobody yet: no call is lost. But usage reports read every single call, and grow slower from hour to hour.',
    whatToDo:
      'Search the usage-rollup function’s log group for usage_fold_failed, which names the project, and for "Status: ' +
      'timeout". It goes on by itself where it stopped, as soon as the cause is gone.',
  },
  AdminFails: {
    metric: admin.api.metricServerError({ statistic: 'sum', ...period }),
    threshold: 1,
    periods: 1,
    whoIsHurt:
      'Operators: a call failed with 5xx. A key that had to be deactivated may still be active.',
    whatToDo:
      'Find the call in the admin plane’s access log; it names the caller. Tell them to repeat it: deactivating is ' +
      'safe to repeat. Then follow the request id into the admin function’s log.',
  },
});
