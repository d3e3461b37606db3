// Reports of leaked keys: composition root. No key opens it; what it may do is stop keys.
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { leaksEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import type { GatewayResponse } from '../gateway/respond.ts';
import { composeLeaks } from './compose.ts';
import { createServe } from './serve.ts';

/** For the list of GitHub's keys: a small answer. */
const fetchLimits = { connectMs: 2_000, firstByteMs: 3_000, idleMs: 2_000, totalMs: 5_000 };

const clock = systemClock;
const log = createLog(console);

const leaks = composeLeaks({
  env: readEnv(leaksEnv, process.env),
  dynamo: new DynamoDBClient(clientConfig),
  secrets: new SecretsManagerClient(clientConfig),
  send: createTransport(fetchLimits),
  wait,
  clock,
  log,
});

/** Every call below has a time limit of its own, so middy needs no timer. */
export const handler = middy<APIGatewayProxyEvent, GatewayResponse>({
  timeoutEarlyInMillis: 0,
}).handler(createServe(leaks, { clock, log }));
