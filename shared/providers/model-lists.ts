// What providers offer, remembered for some minutes: coding agents ask at every start, and wait three seconds.
import type { TokenRecord } from '../projects/project.ts';
import { baseOf } from './address.ts';
import { type Model, readModels, requestModels } from './list-models.ts';
import type { ProviderPorts } from './ports.ts';

export type ModelLists = {
  /** Everything that the provider offers for this token. Rejects with ApiError like the transport. */
  readonly of: (
    record: TokenRecord,
    ports: Pick<ProviderPorts, 'secrets' | 'send' | 'trustedOrigins'>,
  ) => Promise<readonly Model[]>;
};

const KEEP_MS = 5 * 60_000;
/** A provider that is down is not asked by everybody. */
const KEEP_FAILURE_MS = 20_000;
const ANSWER_MS = 2_000;
const LIMITS = {
  connectMs: ANSWER_MS,
  firstByteMs: ANSWER_MS,
  idleMs: ANSWER_MS,
  totalMs: ANSWER_MS,
};
/** Of one process; above the tokens that it sees. */
const MAX_KEPT = 500;

type Kept = { readonly models: Promise<readonly Model[]>; readonly untilMs: number };

/** The list is no credential: what a key may use is decided each time, from the list. */
export function createModelLists(clock: () => number): ModelLists {
  const kept = new Map<string, Kept>();
  const keep = (name: string, models: Kept['models'], forMs: number): void => {
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && !kept.has(name) && oldest !== undefined) kept.delete(oldest);
    kept.set(name, { models, untilMs: clock() + forMs });
  };
  return {
    of: async (record, ports) => {
      // A value that is replaced has another version, an address that the deployer takes back is checked again.
      const base = baseOf(record, ports.trustedOrigins);
      const name = `${record.secretId} ${record.versionId} ${base.host}:${base.port}${base.path}`;
      const known = kept.get(name);
      if (known !== undefined && known.untilMs > clock()) return known.models;
      const models = ask(record, ports);
      keep(name, models, KEEP_MS);
      models.catch(() => keep(name, models, KEEP_FAILURE_MS));
      return models;
    },
  };
}

async function ask(
  record: TokenRecord,
  { secrets, send, trustedOrigins }: Parameters<ModelLists['of']>[1],
): Promise<readonly Model[]> {
  const { provider } = record;
  const token = await secrets.read(record);
  const hasty: typeof send = (request) => send({ ...request, limits: LIMITS });
  const base = baseOf(record, trustedOrigins);
  return readModels(provider, await requestModels(provider, base, token, hasty));
}
