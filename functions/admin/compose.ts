// Puts the admin plane together: stores and secrets below, all operations above.
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyStore } from '../../shared/aws/key-store.ts';
import { pepperSource } from '../../shared/aws/pepper-source.ts';
import { projectStore } from '../../shared/aws/project-store.ts';
import { storeCall } from '../../shared/aws/store-call.ts';
import { tokenVault } from '../../shared/aws/token-vault.ts';
import { usageReader } from '../../shared/aws/usage-reader.ts';
import type { adminEnv, EnvOf } from '../../shared/contracts/env.ts';
import { createCursorCodec } from '../../shared/http/cursor.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { KeyId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { cursorKeyOf } from '../../shared/keys/cursor-key.ts';
import { parseTrustedOrigins } from '../../shared/providers/base-url.ts';
import { createProbe } from '../../shared/providers/probe-provider.ts';
import type { SendToProvider } from '../../shared/providers/transport.ts';
import { type Admin, createAdmin } from './dispatch.ts';
import { readHealth } from './health.ts';
import { keyOperations } from './key-operations.ts';
import { projectOperations } from './project-operations.ts';
import { tokenOperations } from './token-operations.ts';
import { usageOperations } from './usage-operations.ts';

export type AdminParts = {
  readonly env: EnvOf<typeof adminEnv>;
  readonly dynamo: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly send: SendToProvider;
  readonly clock: Clock;
  readonly log: Log;
};

/** No key has this id: reading it asks the table and finds nothing. */
const NO_KEY = `key_${'0'.repeat(22)}` as KeyId;

export function composeAdmin({ env, dynamo, secrets, send, clock, log }: AdminParts): Admin {
  const keys = keyStore({ client: dynamo, name: env.KEYS_TABLE });
  const projects = projectStore({ client: dynamo, name: env.PROJECTS_TABLE });
  const reader = usageReader({ client: dynamo, name: env.USAGE_TABLE }, log);
  const vault = tokenVault(secrets);
  const trustedOrigins = parseTrustedOrigins(env.TRUSTED_PROVIDER_ORIGINS);
  const peppers = pepperSource(secrets, env.PEPPER_SECRET_ID, clock);
  const ring = () => storeCall(peppers.ring());
  const ports = {
    keys,
    projects,
    reader,
    vault,
    ring,
    clock,
    log,
    wait,
    trustedOrigins,
    secretPrefix: env.SECRET_PREFIX,
    deleteSecret: vault.remove,
    probe: createProbe(send, trustedOrigins),
    projectExists: async (id: Parameters<typeof projects.findProject>[0]) =>
      (await projects.findProject(id)) !== null,
    cursors: async () => createCursorCodec(cursorKeyOf(await ring())),
  };
  const probes = {
    keys_table: () => keys.find(NO_KEY),
    projects_table: projects.findAccountTokens,
    // A source of its own, because the other one keeps what it has read.
    pepper: () => pepperSource(secrets, env.PEPPER_SECRET_ID, clock).ring(),
  };
  return createAdmin({
    ...keyOperations(ports),
    ...projectOperations(ports),
    ...tokenOperations(ports),
    ...usageOperations(ports),
    getHealth: () => readHealth({ version: env.SERVICE_VERSION, log, probes }),
  });
}
