// The single writes in a recorded store call: all of them travel in transactions.
import type { AwsCall } from './aws-endpoint.ts';

export type StoreWrite = {
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
};

export function writesOf({ operation, input }: AwsCall): StoreWrite[] {
  if (operation !== 'TransactWriteItems') return [];
  const items = input['TransactItems'] as Record<string, StoreWrite['input']>[];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, write]) => ({ kind, input: write })),
  );
}

/** True for a call that writes to the table, in the given way if there is one. */
export const writesTo =
  (table: string, wanted?: 'Put' | 'Update') =>
  (call: AwsCall): boolean =>
    writesOf(call).some(
      ({ kind, input }) => input['TableName'] === table && (wanted ?? kind) === kind,
    );
