// The authorizer: may read one key by its id and the pepper, nothing else.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { authorizerEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { KeysTable } from '../storage/keys-table.ts';
import type { Pepper } from '../storage/pepper.ts';
import { NodeFunction } from './node-function.ts';

export function authorizerFunction(
  scope: Construct,
  needs: { readonly settings: Settings; readonly keys: KeysTable; readonly pepper: Pepper },
): NodeFunction<typeof authorizerEnv> {
  return new NodeFunction<typeof authorizerEnv>(scope, 'Authorizer', {
    name: 'authorizer',
    description: 'Verifies the API key of each data-plane request',
    settings: needs.settings,
    memoryMb: 256,
    // API Gateway waits no longer than this for an authorizer's answer to be of use to a client.
    timeout: Duration.seconds(10),
    reservedConcurrency: needs.settings.authorizerConcurrency,
    grant: (role) => ({ ...needs.keys.grantLookup(role), ...needs.pepper.grantRead(role) }),
  });
}
