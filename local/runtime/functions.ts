// The functions of the stack, each with its pool of processes and its own identity.
import { join } from 'node:path';
import { type Identity, newRoleCredentials } from '../iam/identity.ts';
import type { FunctionModel, StackModel } from '../template/model.ts';
import type { InvocationResult } from './environment.ts';
import { FunctionPool } from './pool.ts';
import { lambdaVariables } from './variables.ts';

/** Processes per function: Lambda would start as many as there are requests, a laptop should not. */
const MAX_ENVIRONMENTS = 8;
const MAX_AUTHORIZERS = 4;

export type Functions = {
  /** Never rejects. */
  invoke(functionName: string, payload: string): Promise<InvocationResult>;
  /** Ends every process: the next call of each function is a cold start. */
  recycle(): Promise<void>;
  close(): Promise<void>;
};

/** One identity per function, as its role allows. The session is named after the function, as on Lambda. */
export const functionIdentities = (stack: StackModel): Map<string, Identity> =>
  new Map(
    stack.functions.map(({ functionName, roleName, statements }) => [
      functionName,
      {
        ...newRoleCredentials(),
        arn: `arn:aws:sts::${stack.accountId}:assumed-role/${roleName}/${functionName}`,
        userId: `AROA${roleName}:${functionName}`,
        accountId: stack.accountId,
        statements,
      },
    ]),
  );

/** Starts one process of each function and resolves when they are ready. */
export async function startFunctions(
  stack: StackModel,
  identities: ReadonlyMap<string, Identity>,
  storesUrl: string,
  logFolder: string,
): Promise<Functions> {
  const authorizers = new Set(
    stack.apis.flatMap(({ methods }) =>
      methods.map(({ auth }) => (auth.kind === 'custom' ? auth.authorizer.functionName : '')),
    ),
  );
  const pools = new Map(
    stack.functions.map((model) => {
      const { functionName } = model;
      const most = authorizers.has(functionName) ? MAX_AUTHORIZERS : MAX_ENVIRONMENTS;
      return [
        functionName,
        new FunctionPool({
          bundleFolder: model.bundleFolder,
          variables: lambdaVariables(model, identityOf(identities, model), {
            region: stack.region,
            storesUrl,
          }),
          logFile: join(logFolder, `${functionName}.log`),
          functionArn: model.arn,
          timeoutMs: model.timeoutMs,
          maxEnvironments: Math.min(most, model.reservedConcurrency ?? most),
        }),
      ];
    }),
  );
  const all = [...pools.values()];
  await Promise.all(all.map((pool) => pool.warm()));
  return {
    invoke: async (functionName, payload) =>
      (await pools.get(functionName)?.invoke(payload)) ?? { kind: 'crashed' },
    recycle: async () => void (await Promise.all(all.map((pool) => pool.recycle()))),
    close: async () => void (await Promise.all(all.map((pool) => pool.close()))),
  };
}

function identityOf(
  identities: ReadonlyMap<string, Identity>,
  { functionName }: FunctionModel,
): Identity {
  const identity = identities.get(functionName);
  if (identity === undefined) throw new Error(`no identity for ${functionName}`);
  return identity;
}
