// Puts the admin plane together: stores and secrets below, all operations above.

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Claim, claimWrites } from '../../shared/aws/audit/claim-store.ts';
import { createLedger, sealerOf } from '../../shared/aws/audit/ledger.ts';
import { auditStore } from '../../shared/aws/audit/store.ts';
import type { Table } from '../../shared/aws/dynamo/conditional-write.ts';
import { storeCall } from '../../shared/aws/dynamo/store-call.ts';
import { keyReader, keyStore } from '../../shared/aws/keys/store.ts';
import { activationStore } from '../../shared/aws/policies/activation.ts';
import { dictionaryStore } from '../../shared/aws/policies/dictionary-store.ts';
import { policyStore } from '../../shared/aws/policies/store.ts';
import { projectLookup, projectStore } from '../../shared/aws/projects/store.ts';
import { pepperSource } from '../../shared/aws/secrets/pepper-source.ts';
import { providerSecrets } from '../../shared/aws/secrets/provider-secrets.ts';
import { tokenVault } from '../../shared/aws/secrets/token-vault.ts';
import { usageReader } from '../../shared/aws/usage/reader.ts';
import { askInTrial } from '../../shared/calls/ask-in-trial.ts';
import type { adminEnv, EnvOf } from '../../shared/contracts/env.ts';
import { createCursorCodec } from '../../shared/http/cursor.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { cursorKeyOf } from '../../shared/keys/secret/cursor-key.ts';
import type { PepperRing } from '../../shared/keys/secret/pepper.ts';
import { parseBaseUrl, parseTrustedOrigins } from '../../shared/providers/transport/base-url.ts';
import type { SendToProvider } from '../../shared/providers/transport/transport.ts';
import { createProbe } from '../../shared/tokens/probe.ts';
import { type AuditPorts, auditOperations } from './audit-operations.ts';
import type { Caller } from './caller.ts';
import {
  type DictionaryPorts,
  dictionaryOperations,
  dictionaryReplays,
} from './dictionary-operations.ts';
import { type Admin, createAdmin, type Session } from './dispatch.ts';
import { readHealth } from './health.ts';
import { type KeyPorts, keyOperations, keyReplays } from './key-operations.ts';
import type { Operations } from './operation.ts';
import {
  activationOperations,
  type PolicyPorts,
  policyOperations,
  policyReplays,
  ruleOperations,
  versionOperations,
} from './policy-operations.ts';
import { type ProjectPorts, projectOperations, projectReplays } from './project-operations.ts';
import { type TokenPorts, tokenOperations, tokenReplays } from './token-operations.ts';
import { type UsagePorts, usageOperations } from './usage-operations.ts';

export type AdminParts = {
  readonly env: EnvOf<typeof adminEnv>;
  readonly dynamo: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly send: SendToProvider;
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly log: Log;
};

export function composeAdmin(parts: AdminParts): Admin {
  const { env, dynamo, secrets, clock, log } = parts;
  const table = (name: string): Table => ({ client: dynamo, name });
  const tables = {
    keys: table(env.KEYS_TABLE),
    projects: table(env.PROJECTS_TABLE),
    audit: table(env.AUDIT_TABLE),
    claims: table(env.CLAIMS_TABLE),
    usage: table(env.USAGE_TABLE),
  };
  const peppers = pepperSource(secrets, env.PEPPER_SECRET_ID, clock);
  const ring: Ring = () => storeCall(peppers.ring());
  const begin = beginSession(parts, tables, ring);
  return createAdmin({ begin, ring, clock, log, claims: tables.claims });
}

type Tables = Readonly<Record<'keys' | 'projects' | 'audit' | 'claims' | 'usage', Table>>;

type Ring = () => Promise<PepperRing>;

/** Whatever a caller writes goes through a ledger that knows who that is. */
function beginSession(
  parts: AdminParts,
  tables: Tables,
  ring: Ring,
): (caller: Caller, claim: Claim | null) => Session {
  const { clock, wait } = parts;
  const ledgerParts = { table: tables.audit, sealer: sealerOf(ring, parts.log), clock, wait };
  const common = commonPorts(parts, tables, ring);
  return (caller, claim) => {
    const ledger = createLedger(ledgerParts, {
      actor: caller,
      requestId: caller.requestId,
      claim: claim === null ? null : claimWrites(tables.claims, claim, clock),
    });
    const ports = {
      ...common,
      keys: keyStore(tables.keys, ledger),
      projects: projectStore(tables.projects, tables.keys, ledger),
      policies: policyStore(tables.projects, ledger),
      activations: activationStore(tables.projects, ledger),
      dictionaries: dictionaryStore(tables.projects, ledger),
    };
    return { ...allOf(ports, () => readHealth(healthPorts(parts, tables))), ledger };
  };
}

type Ports = KeyPorts &
  ProjectPorts &
  TokenPorts &
  PolicyPorts &
  DictionaryPorts &
  UsagePorts &
  AuditPorts;

const allOf = (
  ports: Ports,
  getHealth: Operations['getHealth'],
): Pick<Session, 'operations' | 'replays'> => ({
  operations: {
    ...keyOperations(ports),
    ...projectOperations(ports),
    ...tokenOperations(ports),
    ...policyOperations(ports),
    ...ruleOperations(ports),
    ...versionOperations(ports),
    ...activationOperations(ports),
    ...dictionaryOperations(ports),
    ...usageOperations(ports),
    ...auditOperations(ports),
    getHealth,
  },
  replays: {
    ...keyReplays(ports),
    ...projectReplays(ports),
    ...tokenReplays(ports),
    ...policyReplays(ports),
    ...dictionaryReplays(ports),
  },
});

function commonPorts(
  { env, secrets, send, clock, wait, log }: AdminParts,
  { projects, audit, usage }: Tables,
  ring: Ring,
) {
  const vault = tokenVault(secrets);
  const trustedOrigins = parseTrustedOrigins(env.TRUSTED_PROVIDER_ORIGINS);
  const { findProject } = projectLookup(projects);
  return {
    ring,
    clock,
    log,
    wait,
    vault,
    reader: usageReader(usage, log),
    trustedOrigins,
    webhookUrlFault: webhookUrlFault(trustedOrigins),
    askFor: askInTrial({
      projects: projectLookup(projects),
      secrets: providerSecrets(secrets),
      ...{ send, trustedOrigins, log, clock },
    }),
    audit: auditStore(audit),
    secretPrefix: env.SECRET_PREFIX,
    deleteSecret: vault.remove,
    probe: createProbe(send, trustedOrigins),
    projectExists: async (id: ProjectId) => (await findProject(id)) !== null,
    cursors: async () => createCursorCodec(cursorKeyOf(await ring())),
  };
}

/** A webhook is under the same rules as a provider's address. */
const webhookUrlFault = (trustedOrigins: ReadonlySet<string>) => (url: string) => {
  const outcome = parseBaseUrl(url, trustedOrigins);
  return outcome.kind === 'refused' ? outcome.reason : null;
};

/** No key has this id: reading it asks the table and finds nothing. */
const NO_KEY = `key_${'0'.repeat(22)}` as KeyId;

const healthPorts = ({ env, secrets, clock, log }: AdminParts, tables: Tables) => ({
  version: env.SERVICE_VERSION,
  log,
  probes: {
    keys_table: () => keyReader(tables.keys).find(NO_KEY),
    projects_table: projectLookup(tables.projects).findAccountTokens,
    audit_table: () => auditStore(tables.audit).head('account'),
    // A source of its own, because the other one keeps what it has read.
    pepper: () => pepperSource(secrets, env.PEPPER_SECRET_ID, clock).ring(),
  },
});
