// Gives a first run something to try: a demo project, its key, and tokens of the providers, through the admin API.
import { createHash } from 'node:crypto';
import type { AdminClient } from '../../client/admin-client.ts';
import { AdminError } from '../../client/admin-error.ts';
import { LocalFailure } from '../failure.ts';
import type { RunState, SeededToken } from '../state/state-folder.ts';

/** A provider as the demo project shall use it. Null `baseUrl`: the provider's own address. */
export type WantedToken = {
  readonly provider: string;
  readonly apiKey: string;
  readonly baseUrl: string | null;
};

export type Seeded = {
  readonly projectId: string;
  /** Shown once: null when no key was made in this run. */
  readonly key: { readonly id: string; readonly secret: string } | null;
};

export type SeedPorts = {
  readonly admin: AdminClient;
  readonly load: () => RunState;
  readonly save: (state: RunState) => Promise<void>;
  readonly wantsNewKey: boolean;
};

/** Safe to repeat: what is there is kept, what has changed is changed. */
export async function seed(tokens: readonly WantedToken[], ports: SeedPorts): Promise<Seeded> {
  const { projectId, key } = await ensureProject(ports);
  for (const token of tokens) await ensureToken(projectId, token, ports);
  if (key !== null || !ports.wantsNewKey) return { projectId, key };
  const name = `Local key of ${new Date().toISOString().slice(0, 16)}Z`;
  const created = await ports.admin.createKey({ project_id: projectId, body: { name } });
  return { projectId, key: { id: created.id, secret: created.key } };
}

async function ensureProject({ admin, load, save }: SeedPorts): Promise<Seeded> {
  const { projectId } = load();
  if (projectId !== null && (await found(admin.getProject({ project_id: projectId }))) !== null)
    return { projectId, key: null };
  const body = { name: 'Demo', description: 'Made by the local run.' };
  const { id, api_key } = await admin.createProject({ body });
  await save({ ...load(), projectId: id, tokens: {} });
  return { projectId: id, key: { id: api_key.id, secret: api_key.key } };
}

async function ensureToken(projectId: string, token: WantedToken, ports: SeedPorts): Promise<void> {
  const { admin, load, save } = ports;
  const fingerprint = createHash('sha256').update(JSON.stringify(token)).digest('hex');
  const known = load().tokens[token.provider];
  if (known?.fingerprint === fingerprint) return;
  const project_id = projectId;
  const value = { api_key: token.apiKey, base_url: token.baseUrl };
  const changed =
    known === undefined
      ? null
      : await found(admin.updateProjectToken({ project_id, token_id: known.tokenId, body: value }));
  const body = { name: 'Local run', provider: token.provider, ...value };
  const { id } = changed ?? (await admin.createProjectToken({ project_id, body }));
  const seeded: SeededToken = { tokenId: id, fingerprint };
  await save({ ...load(), tokens: { ...load().tokens, [token.provider]: seeded } });
}

/** Null: there is no such thing. Throws LocalFailure for any other refusal. */
async function found<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    if (error.status === 404) return null;
    throw new LocalFailure(error.message, { cause: error });
  }
}
