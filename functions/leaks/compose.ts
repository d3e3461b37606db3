// Puts the reports of leaked keys together: the authorizer's way to a key, and the operators' way to end it.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type PublicOperation, publicRoutes } from '../../shared/api/data-routes.ts';
import type { Actor } from '../../shared/audit/event.ts';
import { createLedger, sealerOf } from '../../shared/aws/audit/ledger.ts';
import { storeCall } from '../../shared/aws/dynamo/store-call.ts';
import { keyLookup } from '../../shared/aws/keys/lookup.ts';
import { keyStore } from '../../shared/aws/keys/store.ts';
import { pepperSource } from '../../shared/aws/secrets/pepper-source.ts';
import type { EnvOf, leaksEnv } from '../../shared/contracts/env.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from '../../shared/http/message.ts';
import { validate } from '../../shared/http/validate.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { githubKeys } from '../../shared/leaks/github-keys.ts';
import { githubReportAnswer, takeGithubReport } from '../../shared/leaks/github-report.ts';
import {
  holderReportAnswer,
  holderReportBody,
  takeHolderReport,
} from '../../shared/leaks/holder-report.ts';
import type { StopPorts } from '../../shared/leaks/stop-leaked-key.ts';
import type { SendToProvider } from '../../shared/providers/transport/transport.ts';

export type LeaksParts = {
  readonly env: EnvOf<typeof leaksEnv>;
  readonly dynamo: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly send: SendToProvider;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Throws ApiError. */
export type Leaks = (request: HttpRequest) => Promise<HttpResponse>;

export function composeLeaks(parts: LeaksParts): Leaks {
  const { env, send, wait, clock } = parts;
  const published = githubKeys({ origin: env.GITHUB_API_ORIGIN, send, clock });
  const portsFor = stopPorts(parts);
  const operations: Readonly<Record<PublicOperation, Leaks>> = {
    reportLeak: async (request) => {
      const body = validate(holderReportBody, readJsonObject(request), 'The body');
      const ports = { ...portsFor(request, 'leak-report:holder'), wait };
      return jsonResponse(202, holderReportAnswer.parse(await takeHolderReport(body, ports)));
    },
    reportGithubLeaks: async (request) => {
      const ports = { ...portsFor(request, 'leak-report:github'), githubKeys: published };
      return jsonResponse(200, githubReportAnswer.parse(await takeGithubReport(request, ports)));
    },
  };
  return (request) => operations[operationOf(request)](request);
}

function operationOf({ method, resource }: HttpRequest): PublicOperation {
  const routes = publicRoutes.filter(({ path }) => path === resource);
  const route = routes.find((candidate) => candidate.method === method);
  if (route !== undefined) return route.operation;
  if (routes.length === 0) throw new ApiError('not_found');
  const allow = routes.map((candidate) => candidate.method).join(', ');
  throw new ApiError('method_not_allowed', { headers: { allow } });
}

/** A key that is stopped says in the audit by which kind of report. */
function stopPorts({ env, dynamo, secrets, clock, wait, log }: LeaksParts) {
  const peppers = pepperSource(secrets, env.PEPPER_SECRET_ID, clock);
  const ring = () => storeCall(peppers.ring());
  const lookup = keyLookup(dynamo, env.KEYS_TABLE);
  const ledgerParts = {
    table: { client: dynamo, name: env.AUDIT_TABLE },
    sealer: sealerOf(ring, log),
    clock,
    wait,
  };
  return ({ requestId, sourceIp }: HttpRequest, reporter: string): StopPorts => {
    const actor: Actor = { id: reporter, accountId: null, sourceIp };
    const ledger = createLedger(ledgerParts, { actor, requestId, claim: null });
    return {
      pepper: (version) => storeCall(peppers.pepper(version)),
      findKey: (keyId) => storeCall(lookup(keyId)),
      keys: keyStore({ client: dynamo, name: env.KEYS_TABLE }, ledger),
      clock,
      log,
    };
  };
}
