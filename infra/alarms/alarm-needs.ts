// What the alarms watch.
import type { NodeFunction } from '../functions/node-function.ts';
import type { Gateway } from '../gateway/gateway.ts';

// A function's contract does not matter to its alarms.
export type AnyFunction = Pick<NodeFunction<readonly string[]>, 'fn' | 'logGroup'>;

export type AlarmNeeds = {
  readonly stage: string;
  readonly email: string;
  readonly authorizer: AnyFunction;
  readonly proxy: AnyFunction;
  readonly rollup: AnyFunction;
  readonly leaks: AnyFunction;
  readonly expiryReport: AnyFunction;
  readonly data: Gateway;
  readonly admin: Gateway;
};
