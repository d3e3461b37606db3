// What a local run keeps between two starts, in one folder that only its owner may read.
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBase62 } from '../../shared/kernel/base62.ts';
import { LocalFailure } from '../failure.ts';
import { type Credentials, newUserCredentials } from '../iam/identity.ts';
import { takeLock } from './lock.ts';

/** A provider token of the demo project. */
export type SeededToken = {
  readonly tokenId: string;
  /** Of its value and address, so that a change is noticed without keeping the value here. */
  readonly fingerprint: string;
};

export type RunState = {
  readonly version: 1;
  readonly operator: Credentials;
  /** Signs correctly but may do nothing. */
  readonly outsider: Credentials;
  /** What the demo provider wants to see. */
  readonly providerToken: string;
  readonly projectId: string | null;
  /** By provider. */
  readonly tokens: Readonly<Record<string, SeededToken>>;
};

export type StateFolder = {
  readonly path: string;
  readonly isEphemeral: boolean;
  readonly state: RunState;
  file(name: string): string;
  save(state: RunState): Promise<void>;
  close(): Promise<void>;
};

const newState = (): RunState => ({
  version: 1,
  operator: newUserCredentials(),
  outsider: newUserCredentials(),
  providerToken: `demo-${randomBase62(24)}`,
  projectId: null,
  tokens: {},
});

/** Null: a temporary folder that `close` removes. Throws LocalFailure when the folder is unusable or in use. */
export async function openStateFolder(wanted: string | null): Promise<StateFolder> {
  const path = wanted ?? (await mkdtemp(join(tmpdir(), 'collie-local-')));
  const unlock = await prepare(path);
  const stateFile = join(path, 'state.json');
  const save = async (state: RunState): Promise<void> => {
    const next = `${stateFile}.next`;
    await writeFile(next, JSON.stringify(state, null, 1), { mode: 0o600 });
    await rename(next, stateFile);
  };
  try {
    const state = (await readState(stateFile)) ?? newState();
    await save(state);
    await mkdir(join(path, 'logs'), { recursive: true, mode: 0o700 });
    return {
      path,
      isEphemeral: wanted === null,
      state,
      file: (name) => join(path, name),
      save,
      close: async () => {
        unlock();
        if (wanted === null) await rm(path, { recursive: true, force: true });
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function prepare(path: string): Promise<() => void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    return takeLock(join(path, 'lock'), path);
  } catch (cause) {
    if (cause instanceof LocalFailure) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'error';
    throw new LocalFailure(
      `The state folder ${path} cannot be used (${code}). Make it a writable folder, or start with --ephemeral.`,
      { cause },
    );
  }
}

async function readState(file: string): Promise<RunState | null> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw damaged(file, cause);
  }
  try {
    const state = JSON.parse(content) as Partial<RunState>;
    if (isState(state)) return state;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file, undefined);
}

const damaged = (file: string, cause: unknown): LocalFailure =>
  new LocalFailure(
    `The state of the local run in ${file} is damaged. Delete its folder to start afresh.`,
    { cause },
  );

const isState = (state: Partial<RunState>): state is RunState =>
  state.version === 1 &&
  typeof state.operator?.secretAccessKey === 'string' &&
  typeof state.outsider?.secretAccessKey === 'string' &&
  typeof state.providerToken === 'string' &&
  typeof state.tokens === 'object';
