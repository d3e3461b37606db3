// The admin API: composition root. Clients, clock and log; everything else is put together in compose.ts.
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { adminEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import type { GatewayResponse } from '../gateway/respond.ts';
import { composeAdmin } from './compose.ts';
import { createServe } from './serve.ts';

/** Verifying a provider token: shorter than API Gateway's 29 s in sum. */
const verifyLimits = { connectMs: 3_000, firstByteMs: 10_000, idleMs: 5_000, totalMs: 15_000 };

const clock = systemClock;
const log = createLog(console);

const admin = composeAdmin({
  env: readEnv(adminEnv, process.env),
  dynamo: new DynamoDBClient(clientConfig),
  secrets: new SecretsManagerClient(clientConfig),
  send: createTransport(verifyLimits),
  clock,
  wait,
  log,
});

/** Every call below has a time limit of its own, so middy needs no timer. */
export const handler = middy<APIGatewayProxyEvent, GatewayResponse>({
  timeoutEarlyInMillis: 0,
}).handler(createServe(admin, { clock, log }));
