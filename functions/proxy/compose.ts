// Puts the proxy's ports together: stores, secrets and the transport to providers.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { writeLastUsed } from '../../shared/aws/keys/last-used.ts';
import { policyVersionReader } from '../../shared/aws/policies/version-reader.ts';
import { projectReader } from '../../shared/aws/projects/reader.ts';
import { providerSecrets } from '../../shared/aws/secrets/provider-secrets.ts';
import { callStore } from '../../shared/aws/usage/call-store.ts';
import { objectStore } from '../../shared/aws/usage/object-store.ts';
import { permitStore } from '../../shared/aws/usage/permit-store.ts';
import type { EnvOf, proxyEnv } from '../../shared/contracts/env.ts';
import { createMetrics } from '../../shared/kernel/metric.ts';
import { createNoteUse } from '../../shared/keys/last-used.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { createPolicyLoader } from '../../shared/policies/active/load-policy.ts';
import { createModelLists } from '../../shared/providers/model-lists.ts';
import { parseTrustedOrigins } from '../../shared/providers/transport/base-url.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import type { ProxyPorts } from './operation.ts';
import { callTimeouts } from './timeouts.ts';

export type ProxyParts = Pick<ProxyPorts, 'clock' | 'log' | 'wait'> & {
  readonly env: EnvOf<typeof proxyEnv>;
  readonly dynamo: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  /** Takes a whole line to the log, as it is. */
  readonly writeLine: (line: string) => void;
};

export function composeProxy(parts: ProxyParts): ProxyPorts {
  const { env, dynamo, secrets, clock, log, wait, writeLine } = parts;
  const projects = { client: dynamo, name: env.PROJECTS_TABLE };
  return {
    projects: projectReader(dynamo, env.PROJECTS_TABLE),
    policies: createPolicyLoader(policyVersionReader(projects)),
    rateLimiter: createRateLimiter({ store: permitStore(dynamo, env.USAGE_TABLE), clock }),
    calls: callStore(dynamo, env.USAGE_TABLE),
    objects: objectStore(dynamo, env.USAGE_TABLE),
    noteUse: createNoteUse({ write: writeLastUsed(dynamo, env.KEYS_TABLE), clock, log }),
    writeMetrics: createMetrics(env.METRIC_NAMESPACE, clock, writeLine),
    modelLists: createModelLists(clock),
    secrets: providerSecrets(secrets),
    send: createTransport(callTimeouts(env)),
    trustedOrigins: parseTrustedOrigins(env.TRUSTED_PROVIDER_ORIGINS),
    clock,
    log,
    wait,
  };
}
