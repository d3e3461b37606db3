// The proxy: composition root. Stores, provider transport and time limits from the environment.
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { callStore } from '../../shared/aws/call-store.ts';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { writeLastUsed } from '../../shared/aws/last-used.ts';
import { permitStore } from '../../shared/aws/permit-store.ts';
import { projectReader } from '../../shared/aws/project-reader.ts';
import { providerSecrets } from '../../shared/aws/provider-secrets.ts';
import { proxyEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createNoteUse } from '../../shared/keys/last-used.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { parseTrustedOrigins } from '../../shared/providers/base-url.ts';
import { createTransport } from '../../shared/providers/transport.ts';
import { afterwardsOf } from '../middleware/afterwards-of.ts';
import type { GatewayResponse } from '../middleware/respond.ts';
import { toLambdaBody } from './lambda-body.ts';
import { callLimits } from './limits.ts';
import { createServe } from './serve.ts';

const env = readEnv(proxyEnv, process.env);
const dynamo = new DynamoDBClient(clientConfig);
const clock = systemClock;
const log = createLog(console);

const serve = createServe({
  projects: projectReader(dynamo, env.PROJECTS_TABLE),
  rateLimiter: createRateLimiter({ store: permitStore(dynamo, env.USAGE_TABLE), clock }),
  calls: callStore(dynamo, env.USAGE_TABLE),
  noteUse: createNoteUse({ write: writeLastUsed(dynamo, env.KEYS_TABLE), clock, log }),
  secrets: providerSecrets(new SecretsManagerClient(clientConfig)),
  send: createTransport(callLimits(env)),
  trustedOrigins: parseTrustedOrigins(env.TRUSTED_PROVIDER_ORIGINS),
  clock,
  log,
  wait,
});

/** Time limits are our own, so middy needs no timer. `requestEnd` runs when the answer is out, or its client gone. */
export const handler = middy<APIGatewayProxyEvent, GatewayResponse>({
  executionMode: executionModeStreamifyResponse,
  timeoutEarlyInMillis: 0,
  requestEnd: ({ event }) => afterwardsOf(event as APIGatewayProxyEvent).done(),
}).handler(async (event) => toLambdaBody(await serve(event)));
