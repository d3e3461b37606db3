// The admin plane as deployed, from API Gateway's event down to the stores: real handlers and adapters, test stores.
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type AdminParts, composeAdmin } from '../../functions/admin/compose.ts';
import { createServe } from '../../functions/admin/serve.ts';
import type { GatewayResponse } from '../../functions/gateway/respond.ts';
import { adminRoutes } from '../../shared/api/operations.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import { type AwsEndpoint, startAwsEndpoint } from './aws-endpoint.ts';
import { type DynamoEngine, startDynamoEngine } from './dynamo-engine.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { PEPPER_JSON } from './keys.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
export type Answer = { status: number; headers: Record<string, string>; text: string; body: any };

export type CallOptions = {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly userArn?: string | null;
};

type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export type AdminSystem = {
  readonly call: Call;
  /** Another process of the admin function, which reaches the tables by this client and never really waits. */
  readonly actor: (client: DynamoDBClient) => Call;
  readonly dynamo: DynamoEngine;
  readonly secrets: FakeSecrets;
  readonly secretsEndpoint: AwsEndpoint;
  readonly logs: string[];
  /** Milliseconds; moves only when a test moves it. */
  time: { nowMs: number };
  readonly close: () => Promise<void>;
};

export const USER_ARN = 'arn:aws:iam::123456789012:user/operator';
export const START_MS = Date.parse('2026-11-22T12:00:00.000Z');
export const PEPPER_ID = 'pepper';

export async function startAdminSystem(trustedOrigins = ''): Promise<AdminSystem> {
  const dynamo = await startDynamoEngine();
  const secretsEndpoint = await startAwsEndpoint();
  const secrets = new FakeSecrets();
  secrets.add(PEPPER_ID, PEPPER_JSON);
  secretsEndpoint.answer = secrets.answer;
  const secretsClient = new SecretsManagerClient({
    ...secretsEndpoint.config,
    maxAttempts: 2,
    requestHandler: { requestTimeout: 800, throwOnRequestTimeout: true },
  });
  const logs: string[] = [];
  const write = (entry: object): void => void logs.push(JSON.stringify(entry));
  const log = createLog({ info: write, warn: write, error: write });
  const time = { nowMs: START_MS };
  const clock = () => time.nowMs;
  const send = createTransport({ connectMs: 500, firstByteMs: 500, idleMs: 500, totalMs: 1000 });
  const env = environment(dynamo, trustedOrigins);
  const callThrough = (client: DynamoDBClient, pause: AdminParts['wait']): Call => {
    const stores = { dynamo: client, secrets: secretsClient };
    const admin = composeAdmin({ env, ...stores, send, clock, wait: pause, log });
    const serve = createServe(admin, { clock, log });
    return async (method, path, options = {}) =>
      toAnswer(await serve(toEvent(method, path, options)));
  };
  const close = async () => {
    secretsClient.destroy();
    await Promise.all([dynamo.close(), secretsEndpoint.close()]);
  };
  return {
    call: callThrough(dynamo.client, wait),
    actor: (client) => callThrough(client, async () => undefined),
    dynamo,
    secrets,
    secretsEndpoint,
    logs,
    time,
    close,
  };
}

const environment = (dynamo: DynamoEngine, trustedOrigins: string) => ({
  KEYS_TABLE: dynamo.keysTable,
  PROJECTS_TABLE: dynamo.projectsTable,
  AUDIT_TABLE: dynamo.auditTable,
  CLAIMS_TABLE: dynamo.claimsTable,
  USAGE_TABLE: dynamo.usageTable,
  PEPPER_SECRET_ID: PEPPER_ID,
  SECRET_PREFIX: 'collie/test',
  TRUSTED_PROVIDER_ORIGINS: trustedOrigins,
  SERVICE_VERSION: '1.2.3',
});

function toAnswer({ statusCode, headers, body }: GatewayResponse): Answer {
  const text = String(body);
  return { status: statusCode, headers, text, body: text === '' ? null : JSON.parse(text) };
}

/** Matches as API Gateway does: whole segments, the raw text of a parameter, `{proxy+}` for the rest. */
function match(path: string): { resource: string; pathParameters: Record<string, string> } {
  const segments = path.split('/');
  for (const { path: resource } of adminRoutes) {
    const parts = resource.split('/');
    const names = parts.map((part) => /^\{(.+)\}$/.exec(part)?.[1]);
    const fits =
      parts.length === segments.length &&
      parts.every((part, i) =>
        names[i] === undefined ? part === segments[i] : segments[i] !== '',
      );
    if (!fits) continue;
    const pairs = names.flatMap((name, i) => (name === undefined ? [] : [[name, segments[i]]]));
    return { resource, pathParameters: Object.fromEntries(pairs) };
  }
  return { resource: '/{proxy+}', pathParameters: { proxy: path.slice(1) } };
}

function toEvent(method: string, path: string, options: CallOptions): APIGatewayProxyEvent {
  const { body, text, query = {}, headers = {}, userArn = USER_ARN } = options;
  const payload = text ?? (body === undefined ? null : JSON.stringify(body));
  const sent = payload === null ? headers : { 'Content-Type': 'application/json', ...headers };
  return {
    httpMethod: method,
    path,
    ...match(path),
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([k, v]) => [k, [v]])),
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([k, v]) => [k, Array.isArray(v) ? v : [v]]),
    ),
    body: payload,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'req-admin',
      identity: { sourceIp: '203.0.113.9', userArn, accountId: '123456789012' },
    },
  } as unknown as APIGatewayProxyEvent;
}
