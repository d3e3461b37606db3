// The admin function: manages keys, projects and provider tokens for operators.
import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { adminEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { AuditTable } from '../storage/audit-table.ts';
import type { ClaimsTable } from '../storage/claims-table.ts';
import type { KeysTable } from '../storage/keys-table.ts';
import type { Pepper } from '../storage/pepper.ts';
import type { ProjectsTable } from '../storage/projects-table.ts';
import type { ProviderTokens } from '../storage/provider-tokens.ts';
import type { UsageTable } from '../storage/usage-table.ts';
import { NodeFunction } from './node-function.ts';

export function adminFunction(
  scope: Construct,
  needs: {
    readonly settings: Settings;
    readonly keys: KeysTable;
    readonly projects: ProjectsTable;
    readonly audit: AuditTable;
    readonly claims: ClaimsTable;
    readonly pepper: Pepper;
    readonly tokens: ProviderTokens;
    readonly usage: UsageTable;
  },
): NodeFunction<typeof adminEnv> {
  const { settings } = needs;
  return new NodeFunction<typeof adminEnv>(scope, 'Admin', {
    name: 'admin',
    description: 'The signed API of operators: projects, keys, provider tokens and policies',
    settings,
    // Compiling a policy takes processor time, which comes with memory; a tried dictionary takes 300 MB of it.
    memoryMb: 1024,
    // One second less than API Gateway's own limit, so that the function's answer wins.
    timeout: Duration.seconds(28),
    reservedConcurrency: settings.adminConcurrency,
    grant: (role) => ({
      ...needs.keys.grantManage(role),
      ...needs.projects.grantManage(role),
      ...needs.audit.grantAppendAndRead(role),
      ...needs.claims.grantTake(role),
      ...needs.pepper.grantRead(role),
      ...needs.tokens.grantManage(role),
      ...needs.usage.grantReport(role),
      TRUSTED_PROVIDER_ORIGINS: settings.providerOrigins.join(','),
      SERVICE_VERSION: packageVersion(),
    }),
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
