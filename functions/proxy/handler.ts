// The proxy: composition root. Stores, provider transport and time limits from the environment.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { permitStore } from '../../shared/aws/permit-store.ts';
import { projectReader } from '../../shared/aws/project-reader.ts';
import { providerSecrets } from '../../shared/aws/provider-secrets.ts';
import { proxyEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { parseTrustedOrigins } from '../../shared/providers/base-url.ts';
import { createTransport } from '../../shared/providers/transport.ts';
import type { GatewayResponse } from '../middleware/respond.ts';
import { toLambdaBody } from './lambda-body.ts';
import { callLimits } from './limits.ts';
import { createServe } from './serve.ts';

const env = readEnv(proxyEnv, process.env);
const dynamo = new DynamoDBClient(clientConfig);

const serve = createServe({
  projects: projectReader(dynamo, env.PROJECTS_TABLE),
  rateLimiter: createRateLimiter({
    store: permitStore(dynamo, env.USAGE_TABLE),
    clock: systemClock,
  }),
  secrets: providerSecrets(new SecretsManagerClient(clientConfig)),
  send: createTransport(callLimits(env)),
  trustedOrigins: parseTrustedOrigins(env.TRUSTED_PROVIDER_ORIGINS),
  clock: systemClock,
  log: createLog(console),
});

/** Our own time limits are shorter than Lambda's, so middy needs no timer. */
export const handler = middy<APIGatewayProxyEvent, GatewayResponse>({
  executionMode: executionModeStreamifyResponse,
  timeoutEarlyInMillis: 0,
}).handler(async (event) => toLambdaBody(await serve(event)));
