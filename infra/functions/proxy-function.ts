// The proxy: may read projects and provider tokens, count calls and note when a key was used; it reads no key row.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { proxyEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { KeysTable } from '../storage/keys-table.ts';
import type { ProjectsTable } from '../storage/projects-table.ts';
import type { ProviderTokens } from '../storage/provider-tokens.ts';
import type { UsageTable } from '../storage/usage-table.ts';
import { NodeFunction } from './node-function.ts';

/** The longest that Lambda runs and that API Gateway streams. */
export const PROXY_TIMEOUT = Duration.minutes(15);

export function proxyFunction(
  scope: Construct,
  needs: {
    readonly settings: Settings;
    readonly keys: KeysTable;
    readonly projects: ProjectsTable;
    readonly tokens: ProviderTokens;
    readonly usage: UsageTable;
  },
): NodeFunction<typeof proxyEnv> {
  const { settings, keys, projects, tokens, usage } = needs;
  return new NodeFunction<typeof proxyEnv>(scope, 'Proxy', {
    name: 'proxy',
    description: 'Forwards data-plane requests to the providers, streaming',
    settings,
    memoryMb: settings.proxyMemoryMb,
    timeout: PROXY_TIMEOUT,
    reservedConcurrency: settings.proxyConcurrency,
    grant: (role) => {
      tokens.grantRead(role);
      return {
        ...keys.grantNoteUse(role),
        ...projects.grantLookup(role),
        ...usage.grantCount(role),
        METRIC_NAMESPACE: `Collie/${settings.stage}`,
        TRUSTED_PROVIDER_ORIGINS: settings.providerOrigins.join(','),
        UPSTREAM_CONNECT_TIMEOUT_MS: String(settings.upstream.connectMs),
        UPSTREAM_FIRST_BYTE_TIMEOUT_MS: String(settings.upstream.firstByteMs),
        UPSTREAM_IDLE_TIMEOUT_MS: String(settings.upstream.idleMs),
        UPSTREAM_TOTAL_TIMEOUT_MS: String(settings.upstream.totalMs),
      };
    },
  });
}
