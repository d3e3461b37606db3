// Starts a local system: for the command line, for tests and for benchmarks.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdminClient } from '../client/admin-client.ts';
import { signedSend } from '../client/signed-send.ts';
import { Closers } from './closers.ts';
import { byAccessKey } from './iam/identity.ts';
import type { LocalOptions, LocalSystem } from './local-system.ts';
import { assertFree } from './net/listen.ts';
import { openGateways } from './open-gateways.ts';
import { type PreparedStack, prepareStack, REGION } from './prepare-stack.ts';
import { startDemoProvider } from './provider/demo-provider.ts';
import { functionIdentities, startFunctions } from './runtime/functions.ts';
import { startSchedules } from './runtime/schedules.ts';
import { type Seeded, seed, type WantedToken } from './seed/seed.ts';
import { openStateFolder, type StateFolder } from './state/state-folder.ts';
import type { FaultHook } from './stores/faults.ts';
import { openStores } from './stores/stores.ts';

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
  const { port = 0, progress = () => {}, signal } = options;
  const portAt = (offset: number): number => (port === 0 ? 0 : port + offset);
  const folder = await openStateFolder(options.stateFolder);
  closers.add(folder.close);
  await assertFree([portAt(0), portAt(1)]);
  const provider = await startDemoProvider({
    token: folder.state.providerToken,
    port: portAt(3),
    wordDelayMs: options.wordDelayMs ?? WORD_DELAY_MS,
  });
  closers.add(provider.close);
  const prepared = await prepareStack(options, folder, provider.origin, closers);
  signal?.throwIfAborted();
  progress('Starting the functions');
  const ports = { data: portAt(0), admin: portAt(1) };
  const served = await serveStack(prepared, folder, ports, closers);
  signal?.throwIfAborted();
  progress('Preparing the demo project');
  const { projectId, key } = await seedDemo(options, folder, served.adminUrl, provider.origin);
  const { operator, outsider } = folder.state;
  return {
    ...served,
    dashboardUrl: null,
    providerUrl: provider.origin,
    region: REGION,
    operator,
    outsider,
    projectId,
    key,
    stack: prepared.stack,
    assembly: { folder: prepared.assemblyFolder, providerUrl: provider.origin },
    dynamodbUrl: prepared.engine.url,
    logFolder: folder.file('logs'),
    readLogs: () => readLogs(folder.file('logs')),
    close: () => closers.close(),
  };
}

type Served = Pick<
  LocalSystem,
  'dataUrl' | 'adminUrl' | 'setFault' | 'runSchedules' | 'recycleFunctions'
>;

/** Stores, functions and gateways, in the order in which each needs the one before. */
async function serveStack(
  { stack, engine }: PreparedStack,
  folder: StateFolder,
  ports: Record<'data' | 'admin', number>,
  closers: Closers,
): Promise<Served> {
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
  const schedules = startSchedules(stack, functions);
  closers.add(schedules.close);
  const { state } = folder;
  const urls = await openGateways({ stack, functions, state, logFolder, ports }, closers);
  return {
    dataUrl: urls.data,
    adminUrl: urls.admin,
    setFault: (next) => {
      hook = next;
    },
    runSchedules: schedules.run,
    recycleFunctions: () => functions.recycle(),
  };
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
    admin: createAdminClient(
      adminUrl,
      signedSend({ ...state.operator, region: REGION, retries: 2 }),
    ),
    load: () => state,
    save: async (next) => {
      state = next;
      await folder.save(next);
    },
    wantsNewKey: options.newKey === true,
  });
}

async function readLogs(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('');
}
