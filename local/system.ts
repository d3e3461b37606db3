// A running local system, for the command line, for tests and for benchmarks.
import { appendFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Closers } from './closers.ts';
import { Gateway } from './gateway/gateway.ts';
import { type Credentials, type Identity, userIdentity } from './iam/identity.ts';
import { assertFree } from './net/listen.ts';
import { type Planes, planesOf } from './planes.ts';
import { startDemoProvider } from './provider/demo-provider.ts';
import { type Functions, functionIdentities, startFunctions } from './runtime/functions.ts';
import { createAdminClient } from './seed/admin-client.ts';
import { type Seeded, seed, type WantedToken } from './seed/seed.ts';
import { openStateFolder, type StateFolder } from './state/state-folder.ts';
import { type Engine, startEngine } from './stores/dynamodb-engine.ts';
import type { FaultHook } from './stores/faults.ts';
import { openStores } from './stores/stores.ts';
import { synthesize } from './synth/synthesize.ts';
import { readAssembly, type TemplateTransform } from './template/document.ts';
import type { StackModel } from './template/model.ts';
import { readStack } from './template/stack.ts';

export type LocalOptions = {
  /** Kept between runs; null: a temporary folder, removed at the end. */
  readonly stateFolder: string | null;
  /** The data plane's; admin is one more, the demo provider three more. 0: free ones. */
  readonly port?: number;
  readonly newKey?: boolean;
  /** Real providers' API keys, by provider; the demo provider stands in for the others. */
  readonly providerKeys?: Readonly<Record<string, string | undefined>>;
  /** Origins that projects may call although they are not https and public: a test's own provider. */
  readonly providerOrigins?: readonly string[];
  /** CDK context on top of that. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** An assembly made before; absent: the app is synthesized. `providerOrigins` and `context` have no effect on it. */
  readonly assemblyFolder?: string;
  readonly transformTemplate?: TemplateTransform;
  /** Another DynamoDB than the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Between two words of the demo provider's streams. */
  readonly wordDelayMs?: number;
  readonly progress?: (sentence: string) => void;
  /** Ends the run, also while it is starting. */
  readonly signal?: AbortSignal;
};

export type LocalSystem = {
  /** Ends before `/v1`, with the stage. */
  readonly dataUrl: string;
  /** Ends before `/api/v1`, with the stage. */
  readonly adminUrl: string;
  readonly dashboardUrl: string | null;
  readonly providerUrl: string;
  readonly region: string;
  /** May call every admin operation. */
  readonly operator: Credentials;
  /** Signs correctly, and may do nothing. */
  readonly outsider: Credentials;
  readonly projectId: string;
  /** Null when an earlier run has made it. */
  readonly key: Seeded['key'];
  readonly stack: StackModel;
  /** The engine's own address, past the front: for looking into tables. */
  readonly dynamodbUrl: string;
  readonly logFolder: string;
  /** Everything that functions and gateways have logged so far. */
  readLogs(): Promise<string>;
  /** Planted between every function and its stores from now on; null takes it away. */
  setFault(hook: FaultHook | null): void;
  /** Ends every function process: what comes next meets cold starts. */
  recycleFunctions(): Promise<void>;
  close(): Promise<void>;
};

const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const WORD_DELAY_MS = 15;

/** Throws LocalFailure with a sentence for the person who started it; nothing is left running then. */
export async function startLocal(options: LocalOptions): Promise<LocalSystem> {
  const closers = new Closers();
  options.signal?.addEventListener('abort', () => void closers.close());
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(options: LocalOptions, closers: Closers): Promise<LocalSystem> {
  const { port = 0, progress = () => {} } = options;
  const portAt = (offset: number): number => (port === 0 ? 0 : port + offset);
  await assertFree([portAt(0), portAt(1)]);
  const folder = await openStateFolder(options.stateFolder);
  closers.add(folder.close);
  const provider = await startDemoProvider({
    token: folder.state.providerToken,
    port: portAt(3),
    wordDelayMs: options.wordDelayMs ?? WORD_DELAY_MS,
  });
  closers.add(provider.close);
  const { stack, engine } = await prepare(options, folder, provider.origin, closers);

  progress('Starting the functions');
  let hook: FaultHook | null = null;
  const roles = functionIdentities(stack);
  const stores = await openStores(stack, {
    engine,
    secretsFile: folder.file('secrets.json'),
    identities: byAccessKey([...roles.values()]),
    fault: () => hook,
  });
  closers.add(stores.close);
  const logFolder = folder.file('logs');
  const functions = await startFunctions(stack, roles, stores.url, logFolder);
  closers.add(functions.close);

  const urls = await openGateways(stack, functions, folder, portAt, closers);
  progress('Preparing the demo project');
  const { projectId, key } = await seedDemo(options, folder, urls.admin, provider.origin);
  return {
    dataUrl: urls.data,
    adminUrl: urls.admin,
    dashboardUrl: null,
    providerUrl: provider.origin,
    region: REGION,
    operator: folder.state.operator,
    outsider: folder.state.outsider,
    projectId,
    key,
    stack,
    dynamodbUrl: engine.url,
    logFolder,
    readLogs: () => readLogs(logFolder),
    setFault: (next) => {
      hook = next;
    },
    recycleFunctions: () => functions.recycle(),
    close: () => closers.close(),
  };
}

/** The two slow things, side by side: the synthesis and the engine's start. */
async function prepare(
  options: LocalOptions,
  folder: StateFolder,
  demoOrigin: string,
  closers: Closers,
): Promise<{ stack: StackModel; engine: Engine }> {
  const { progress = () => {}, assemblyFolder = folder.file('cdk.out') } = options;
  const stop = new AbortController();
  closers.add(() => stop.abort());
  const providerOrigins = [demoOrigin, ...(options.providerOrigins ?? [])].join(',');
  const context = { providerOrigins, ...options.context };
  const synthesis = async (): Promise<void> => {
    if (options.assemblyFolder !== undefined) return;
    progress('Synthesizing the stack');
    await synthesize({ folder: assemblyFolder, context, progress, signal: stop.signal });
  };
  const engineStart = startEngine(folder.file('dynamodb.sqlite'), options.dynamodbEndpoint);
  const [engine] = await Promise.all([
    engineStart.then((started) => {
      closers.add(started.close);
      return started;
    }),
    synthesis(),
  ]);
  const assembly = await readAssembly(assemblyFolder);
  const template = options.transformTemplate?.(assembly.template) ?? assembly.template;
  return { engine, stack: readStack({ ...assembly, template }, ACCOUNT_ID, REGION) };
}

async function openGateways(
  stack: StackModel,
  functions: Functions,
  folder: StateFolder,
  portAt: (offset: number) => number,
  closers: Closers,
): Promise<Record<keyof Planes, string>> {
  const { operator, outsider } = folder.state;
  const everyApi = { effect: 'Allow', actions: ['execute-api:Invoke'], resources: ['*'] } as const;
  const users = byAccessKey([
    userIdentity(operator, 'operator', ACCOUNT_ID, [everyApi]),
    userIdentity(outsider, 'outsider', ACCOUNT_ID, []),
  ]);
  const planes = planesOf(stack);
  const open = async (plane: keyof Planes, port: number): Promise<string> => {
    const api = planes[plane];
    const accessLog = join(folder.file('logs'), `access-${api.name}.log`);
    const gateway = new Gateway(api, {
      invoke: functions.invoke,
      identities: users,
      accountId: ACCOUNT_ID,
      region: REGION,
      clock: Date.now,
      writeAccessLog: (line) => appendFileSync(accessLog, `${line}\n`, { mode: 0o600 }),
    });
    const opened = await gateway.open(port);
    closers.add(() => gateway.close());
    return `http://127.0.0.1:${opened}/${api.stage}`;
  };
  return { data: await open('data', portAt(0)), admin: await open('admin', portAt(1)) };
}

function seedDemo(
  options: LocalOptions,
  folder: StateFolder,
  adminUrl: string,
  demoOrigin: string,
): Promise<Seeded> {
  let { state } = folder;
  const token = (provider: string, demoUrl: string): WantedToken => {
    const real = options.providerKeys?.[provider];
    return real === undefined || real === ''
      ? { provider, apiKey: state.providerToken, baseUrl: demoUrl }
      : { provider, apiKey: real, baseUrl: null };
  };
  return seed([token('openai', `${demoOrigin}/v1`), token('anthropic', demoOrigin)], {
    admin: createAdminClient(adminUrl, state.operator, REGION),
    load: () => state,
    save: async (next) => {
      state = next;
      await folder.save(next);
    },
    wantsNewKey: options.newKey === true,
  });
}

const byAccessKey = (identities: readonly Identity[]): Map<string, Identity> =>
  new Map(identities.map((identity) => [identity.accessKeyId, identity]));

async function readLogs(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('');
}
