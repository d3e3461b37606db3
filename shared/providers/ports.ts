// What it takes to reach a provider: its stored token, and the way out.
import type { Log } from '../kernel/log.ts';
import type { ProjectReader, TokenRecord } from '../projects/project.ts';
import type { ProviderToken } from './provider-token.ts';
import type { SendToProvider } from './transport/transport.ts';

/** The value of a stored token. Both throw when it cannot be read, which becomes 503. */
export type ProviderSecrets = {
  /** May come from memory: a secret's version never changes its value. */
  readonly read: (record: TokenRecord) => Promise<ProviderToken>;
  /** Never from memory. */
  readonly reread: (record: TokenRecord) => Promise<ProviderToken>;
};

export type ProviderPorts = {
  readonly projects: Pick<ProjectReader, 'findAccountTokens'>;
  readonly secrets: ProviderSecrets;
  readonly send: SendToProvider;
  readonly trustedOrigins: ReadonlySet<string>;
  readonly log: Log;
};
