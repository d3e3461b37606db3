// Which actions on which resources a store call needs, so that the template's roles are in force locally.
import type { CallContext } from '../iam/condition.ts';
import { contextOf } from './call-context.ts';
import type { StoreCall } from './faults.ts';

export type Need = {
  readonly action: string;
  readonly resource: string;
  /** Null: conditions cannot be evaluated for it. */
  readonly context: CallContext | null;
};

export type ResourceNames = {
  /** `arn:aws:dynamodb:<region>:<account>:table/` */
  readonly tableArnPrefix: string;
  readonly secretArnOf: (secretId: string) => string;
  readonly partitionKeyOf: (tableName: string) => string;
};

/** Everything that must be allowed. Source: the service authorization reference of DynamoDB and Secrets Manager. */
export function needsOf(call: StoreCall, names: ResourceNames): Need[] {
  const { service, action, input } = call;
  if (service === 'secretsmanager') {
    const secretId = String(input['SecretId'] ?? input['Name'] ?? '');
    return [
      { action: `secretsmanager:${action}`, resource: names.secretArnOf(secretId), context: null },
    ];
  }
  const tableNeed = (verb: string, item: unknown): Need => {
    const { TableName, IndexName } = (item ?? {}) as Record<string, unknown>;
    const index = IndexName === undefined ? '' : `/index/${IndexName}`;
    const table = String(TableName).split('table/').at(-1);
    const context = contextOf(
      verb,
      (item ?? {}) as Record<string, unknown>,
      names.partitionKeyOf(table ?? ''),
    );
    const resource = `${names.tableArnPrefix}${table}${index}`;
    return { action: `dynamodb:${verb}`, resource, context };
  };
  if (action.startsWith('Transact')) return transactionNeeds(input, tableNeed);
  if (action.startsWith('Batch'))
    return Object.keys((input['RequestItems'] ?? {}) as object).map((TableName) =>
      tableNeed(action, { TableName }),
    );
  return [tableNeed(action, input)];
}

/** A transaction needs the permission of each single action in it. */
function transactionNeeds(
  input: StoreCall['input'],
  tableNeed: (verb: string, item: unknown) => Need,
): Need[] {
  const items = (input['TransactItems'] ?? []) as Record<string, unknown>[];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, request]) =>
      tableNeed(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, request),
    ),
  );
}
