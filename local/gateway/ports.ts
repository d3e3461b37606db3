// What a gateway needs from the rest of the local run.
import type { Clock } from '../../shared/kernel/clock.ts';
import type { IdentityBook } from '../iam/identity.ts';
import type { InvocationResult } from '../runtime/environment.ts';

export type GatewayPorts = {
  /** Invokes a function with an event as JSON. Never rejects. */
  readonly invoke: (functionName: string, payload: string) => Promise<InvocationResult>;
  /** Who may sign requests of AWS_IAM methods. */
  readonly identities: IdentityBook;
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** One line of the access log. */
  readonly writeAccessLog: (line: string) => void;
};
