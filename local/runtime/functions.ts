// The functions of the stack, each with its pool of processes and its own identity.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { LocalFailure } from '../failure.ts';
import { type Identity, newRoleCredentials } from '../iam/identity.ts';
import type { FunctionModel, StackModel } from '../template/model.ts';
import type { InvocationResult } from './environment.ts';
import { FunctionPool } from './pool.ts';
import { lambdaVariables } from './variables.ts';

/** Processes per function: Lambda would start as many as there are requests, a laptop should not. */
const MAX_ENVIRONMENTS = 8;
const MAX_AUTHORIZERS = 4;
/** Characters of a log that are worth showing. */
const LAST_WORDS = 1_500;

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

/** Starts one process of each function. Throws LocalFailure with its last words when one cannot be initialised. */
export async function startFunctions(
  stack: StackModel,
  identities: ReadonlyMap<string, Identity>,
  storesUrl: string,
  logFolder: string,
  say: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<Functions> {
  const authorizers = authorizersOf(stack);
  const pools = new Map(
    stack.functions.map((model) => {
      const logFile = join(logFolder, `${model.functionName}.log`);
      const most = authorizers.has(model.functionName) ? MAX_AUTHORIZERS : MAX_ENVIRONMENTS;
      const role = identityOf(identities, model);
      const pool = new FunctionPool({
        bundleFolder: model.bundleFolder,
        variables: lambdaVariables(model, role, { region: stack.region, storesUrl }),
        logFile,
        memoryMb: model.memoryMb,
        onHeapFull: () => say(heapFull(model)),
        functionArn: model.arn,
        timeoutMs: model.timeoutMs,
        maxEnvironments: Math.min(most, model.reservedConcurrency ?? most),
      });
      return [model.functionName, { pool, logFile }] as const;
    }),
  );
  const all = [...pools.values()];
  const functions: Functions = {
    invoke: async (functionName, payload) =>
      (await pools.get(functionName)?.pool.invoke(payload)) ?? { kind: 'crashed' },
    recycle: async () => void (await Promise.all(all.map(({ pool }) => pool.recycle()))),
    close: async () => void (await Promise.all(all.map(({ pool }) => pool.close()))),
  };
  const warm = await Promise.all(all.map(({ pool }) => pool.warm()));
  const broken = all[warm.indexOf(false)];
  if (broken === undefined) return functions;
  await functions.close();
  const words = (await readFile(broken.logFile, 'utf8')).trim().slice(-LAST_WORDS);
  throw new LocalFailure(`A function of the stack does not start: ${words}`);
}

/** What a person who watches the run has to know. */
const heapFull = ({ functionName, memoryMb }: FunctionModel): string =>
  `${functionName}: a process died, because the heap that Node has within its ${memoryMb} MB was full. On Lambda it would die, too: give the function more memory.`;

const authorizersOf = (stack: StackModel): Set<string> =>
  new Set(
    stack.apis.flatMap(({ methods }) =>
      methods.flatMap(({ auth }) => (auth.kind === 'custom' ? auth.authorizer.functionName : [])),
    ),
  );

function identityOf(
  identities: ReadonlyMap<string, Identity>,
  { functionName }: FunctionModel,
): Identity {
  const identity = identities.get(functionName);
  if (identity === undefined) throw new Error(`no identity for ${functionName}`);
  return identity;
}
