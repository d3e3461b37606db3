// Opens the two APIs of the stack on loopback.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Closers } from './closers.ts';
import { Gateway } from './gateway/gateway.ts';
import { byAccessKey, userIdentity } from './iam/identity.ts';
import { type Planes, planesOf } from './planes.ts';
import type { Functions } from './runtime/functions.ts';
import type { RunState } from './state/state-folder.ts';
import type { StackModel } from './template/model.ts';

export type GatewayOptions = {
  readonly stack: StackModel;
  readonly functions: Functions;
  readonly state: RunState;
  readonly logFolder: string;
  /** 0: free ones. */
  readonly ports: Readonly<Record<keyof Planes, number>>;
};

/** Resolves with the planes' URLs, stage included. Throws LocalFailure when a port is in use. */
export async function openGateways(
  { stack, functions, state, logFolder, ports }: GatewayOptions,
  closers: Closers,
): Promise<Readonly<Record<keyof Planes, string>>> {
  const everyApi = { effect: 'Allow', actions: ['execute-api:Invoke'], resources: ['*'] } as const;
  const users = byAccessKey([
    userIdentity(state.operator, 'operator', stack.accountId, [everyApi]),
    userIdentity(state.outsider, 'outsider', stack.accountId, []),
  ]);
  const planes = planesOf(stack);
  const open = async (plane: keyof Planes): Promise<string> => {
    const api = planes[plane];
    const accessLog = join(logFolder, `access-${api.name}.log`);
    const gateway = new Gateway(api, {
      invoke: functions.invoke,
      identities: users,
      accountId: stack.accountId,
      region: stack.region,
      clock: Date.now,
      writeAccessLog: (line) => appendFileSync(accessLog, `${line}\n`, { mode: 0o600 }),
    });
    closers.add(() => gateway.close());
    return `http://127.0.0.1:${await gateway.open(ports[plane])}/${api.stage}`;
  };
  return { data: await open('data'), admin: await open('admin') };
}
