// The leak reports as deployed, on the stores and the clock of an admin system.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { composeLeaks } from '../../functions/leaks/compose.ts';
import { createServe } from '../../functions/leaks/serve.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import { type AdminSystem, type Answer, PEPPER_ID } from './admin-system.ts';
import { gatewayEvent } from './gateway-event.ts';

type LeakCall = {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly method?: string;
};

export type LeaksSystem = {
  readonly call: (path: string, options: LeakCall) => Promise<Answer>;
  /** What the answers waited for, milliseconds; nothing really waits. */
  readonly waits: number[];
};

export function leaksOn(admin: AdminSystem, githubOrigin: string): LeaksSystem {
  const waits: number[] = [];
  const clock = () => admin.time.nowMs;
  const write = (entry: object): void => void admin.logs.push(JSON.stringify(entry));
  const log = createLog({ info: write, warn: write, error: write });
  const leaks = composeLeaks({
    env: {
      KEYS_TABLE: admin.dynamo.keysTable,
      AUDIT_TABLE: admin.dynamo.auditTable,
      PEPPER_SECRET_ID: PEPPER_ID,
      GITHUB_API_ORIGIN: githubOrigin,
    },
    dynamo: admin.dynamo.client,
    secrets: new SecretsManagerClient({ ...admin.secretsEndpoint.config, maxAttempts: 1 }),
    send: createTransport({ connectMs: 300, firstByteMs: 300, idleMs: 300, totalMs: 600 }),
    wait: async (milliseconds) => void waits.push(milliseconds),
    clock,
    log,
  });
  const serve = createServe(leaks, { clock, log });
  return {
    waits,
    call: async (resource, { body, text, headers = {}, method = 'POST' }) => {
      const event = gatewayEvent(null, {
        method,
        resource,
        headers,
        body: text ?? JSON.stringify(body),
        sourceIp: '192.0.2.44',
        requestId: 'req-leak',
      });
      const response = await serve(event);
      const answer = String(response.body);
      return {
        status: response.statusCode,
        headers: response.headers,
        text: answer,
        body: JSON.parse(answer),
      };
    },
  };
}
