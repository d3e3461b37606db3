// The leak reports: may look a key up, end it, and add an event to the audit; it sees no project and no token.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { leaksEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { AuditTable } from '../storage/audit-table.ts';
import type { KeysTable } from '../storage/keys-table.ts';
import type { Pepper } from '../storage/pepper.ts';
import { NodeFunction } from './node-function.ts';

export function leaksFunction(
  scope: Construct,
  needs: {
    readonly settings: Settings;
    readonly keys: KeysTable;
    readonly audit: AuditTable;
    readonly pepper: Pepper;
  },
): NodeFunction<typeof leaksEnv> {
  const { settings } = needs;
  return new NodeFunction<typeof leaksEnv>(scope, 'Leaks', {
    name: 'leaks',
    description: 'Deactivates keys that were reported as leaked',
    settings,
    memoryMb: 256,
    // One second less than API Gateway's own limit, so that the function's answer wins.
    timeout: Duration.seconds(28),
    reservedConcurrency: undefined,
    grant: (role) => ({
      ...needs.keys.grantStop(role),
      ...needs.audit.grantAppend(role),
      ...needs.pepper.grantRead(role),
      GITHUB_API_ORIGIN: settings.githubApiOrigin,
    }),
  });
}
