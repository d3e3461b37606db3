// Gives a first run something to try: a demo project, its key, and tokens of the providers, through the admin API.
import { createHash } from 'node:crypto';
import { LocalFailure } from '../failure.ts';
import type { RunState, SeededToken } from '../state/state-folder.ts';
import type { AdminClient } from './admin-client.ts';

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
  const created = await ports.admin('POST', `/projects/${projectId}/api-keys`, { name });
  return { projectId, key: keyIn(created.body) };
}

async function ensureProject({ admin, load, save }: SeedPorts): Promise<Seeded> {
  const { projectId } = load();
  if (projectId !== null && (await admin('GET', `/projects/${projectId}`)).status === 200)
    return { projectId, key: null };
  const name = 'Demo';
  const description = 'Made by the local run.';
  const { body } = await admin('POST', '/projects', { name, description });
  const id = textIn(body, 'id');
  await save({ ...load(), projectId: id, tokens: {} });
  return { projectId: id, key: keyIn((body['api_key'] ?? {}) as Record<string, unknown>) };
}

async function ensureToken(projectId: string, token: WantedToken, ports: SeedPorts): Promise<void> {
  const { admin, load, save } = ports;
  const fingerprint = createHash('sha256').update(JSON.stringify(token)).digest('hex');
  const known = load().tokens[token.provider];
  if (known?.fingerprint === fingerprint) return;
  const path = `/projects/${projectId}/tokens`;
  const value = { api_key: token.apiKey, base_url: token.baseUrl };
  const changed =
    known === undefined ? null : await admin('PATCH', `${path}/${known.tokenId}`, value);
  const answer =
    changed?.status === 200
      ? changed
      : await admin('POST', path, { name: 'Local run', provider: token.provider, ...value });
  const seeded: SeededToken = { tokenId: textIn(answer.body, 'id'), fingerprint };
  await save({ ...load(), tokens: { ...load().tokens, [token.provider]: seeded } });
}

const keyIn = (body: Record<string, unknown>): { id: string; secret: string } => ({
  id: textIn(body, 'id'),
  secret: textIn(body, 'key'),
});

function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new LocalFailure(`The admin API answered without ${name}.`);
  return value;
}
