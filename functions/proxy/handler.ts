// The proxy: composition root. Clients, clock and log; everything else is put together in compose.ts.
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { proxyEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { afterwardsOf } from '../gateway/afterwards-of.ts';
import type { GatewayResponse } from '../gateway/respond.ts';
import { composeProxy } from './compose.ts';
import { toLambdaBody } from './lambda-body.ts';
import { createServe } from './serve.ts';

const ports = composeProxy({
  env: readEnv(proxyEnv, process.env),
  dynamo: new DynamoDBClient(clientConfig),
  secrets: new SecretsManagerClient(clientConfig),
  clock: systemClock,
  log: createLog(console),
  wait,
  writeLine: (line) => void process.stdout.write(line),
});
const serve = createServe(ports);

/** Time limits are our own, so middy needs no timer. `requestEnd` runs when the answer is out, or its client gone. */
export const handler = middy<APIGatewayProxyEvent, GatewayResponse>({
  executionMode: executionModeStreamifyResponse,
  timeoutEarlyInMillis: 0,
  requestEnd: ({ event }) => afterwardsOf(event as APIGatewayProxyEvent).done(),
}).handler(async (event) => toLambdaBody(await serve(event)));
