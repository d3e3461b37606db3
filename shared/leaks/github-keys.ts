// GitHub's published keys: fetched when they are needed, kept for an hour, asked for at most once a minute.
import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { ApiError } from '../errors/api-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { baseOf } from '../providers/address.ts';
import { collect } from '../providers/transport/collect.ts';
import type { SendToProvider } from '../providers/transport/transport.ts';
import { type GithubKeys, readPublicKey } from './github-signature.ts';

const PATH = '/meta/public_keys/secret_scanning';
const MAX_BYTES = 64 * 1024;
const FRESH_MS = 3_600_000;
/** Reports with invented key ids must not be able to cause a request each. */
const REFETCH_AFTER_MS = 60_000;

const keyList = z.object({
  public_keys: z
    .array(z.object({ key_identifier: z.string(), key: z.string() }))
    .check(z.maxLength(50)),
});

export type GithubKeysPorts = {
  /** `https://api.github.com` */
  readonly origin: string;
  readonly send: SendToProvider;
  readonly clock: Clock;
};

type Fetched = { readonly byId: ReadonlyMap<string, KeyObject>; readonly atMs: number };

/** `find` throws ApiError `service_unavailable` when it would need a list that cannot be read now. */
export function githubKeys(ports: GithubKeysPorts): GithubKeys {
  const { clock } = ports;
  let current: Fetched | null = null;
  let triedAtMs = Number.NEGATIVE_INFINITY;

  const fetchAgain = async (): Promise<Fetched> => {
    triedAtMs = clock();
    try {
      current = { byId: await fetchKeys(ports), atMs: triedAtMs };
      return current;
    } catch (cause) {
      throw new ApiError('service_unavailable', {
        message: "GitHub's public keys cannot be read now. Try again.",
        cause,
      });
    }
  };

  return {
    find: async (keyId) => {
      const isFresh = current !== null && clock() - current.atMs < FRESH_MS;
      const known = isFresh ? current?.byId.get(keyId) : undefined;
      if (known !== undefined) return known;
      if (isFresh && clock() - triedAtMs < REFETCH_AFTER_MS) return null;
      return (await fetchAgain()).byId.get(keyId) ?? null;
    },
  };
}

async function fetchKeys({ origin, send }: GithubKeysPorts): Promise<Map<string, KeyObject>> {
  const { status, body } = await send({
    method: 'GET',
    base: baseOf({ provider: 'github', baseUrl: origin }, new Set([origin])),
    path: PATH,
    headers: { accept: 'application/json', 'user-agent': 'collie-gateway' },
    body: '',
  });
  const text = (await collect(body, MAX_BYTES)).toString();
  if (status !== 200) throw new Error('GitHub does not answer with its keys');
  const { public_keys } = keyList.parse(JSON.parse(text));
  return new Map(
    public_keys.flatMap(({ key_identifier, key }): [string, KeyObject][] => {
      const publicKey = readPublicKey(key);
      return publicKey === null ? [] : [[key_identifier, publicKey]];
    }),
  );
}
