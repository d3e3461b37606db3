// The proxy with stores in memory and a mock provider: what most of its tests stand on.

import { Readable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterwardsOf } from '../../functions/gateway/afterwards-of.ts';
import type { ProxyPorts } from '../../functions/proxy/operation.ts';
import { createServe } from '../../functions/proxy/serve.ts';
import { NO_RESTRICTIONS, type Principal } from '../../shared/contracts/principal.ts';
import type { HttpResponse } from '../../shared/http/message.ts';
import type { KeyId, ProjectId, TokenId } from '../../shared/kernel/ids.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import type { Project, TokenRecord, TokenScope } from '../../shared/projects/project.ts';
import { newSettings } from '../../shared/projects/settings.ts';
import { createModelLists } from '../../shared/providers/model-lists.ts';
import { ProviderToken } from '../../shared/providers/provider-token.ts';
import type { CallTimeouts } from '../../shared/providers/transport/call-clock.ts';
import { createTransport } from '../../shared/providers/transport/transport.ts';
import { type EventChanges, gatewayEvent } from './gateway-event.ts';
import { objectStoreModel } from './object-store-model.ts';
import { permitStoreModel } from './permit-store-model.ts';

export const PROVIDER_TOKEN = 'sk-provider/Token+1234567890abcdef';
/** Never run out, however busy the machine is. */
const PATIENT: CallTimeouts = {
  connectMs: 20_000,
  firstByteMs: 20_000,
  idleMs: 20_000,
  totalMs: 60_000,
};
/** For tests of silence. */
export const HASTY: CallTimeouts = { ...PATIENT, firstByteMs: 200, idleMs: 200 };

export const tokenRecord = (provider: string, baseUrl: string | null): TokenRecord => {
  const tokenId = `tok_${provider.padEnd(22, '0')}` as TokenId;
  return {
    tokenId,
    name: provider,
    provider,
    maskedApiKey: '...cdef',
    secretId: `collie/test/default/${provider}/${tokenId}`,
    versionId: 'v1',
    baseUrl,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    rev: 1,
  };
};

export const scopeOf = (...records: TokenRecord[]): TokenScope => ({
  tokens: Object.fromEntries(records.map((record) => [record.tokenId, record])),
  defaults: Object.fromEntries(records.map((record) => [record.provider, record.tokenId])),
  rev: 1,
});

export const PRINCIPAL: Principal = {
  keyId: `key_${'k'.repeat(22)}` as KeyId,
  lineage: `key_${'k'.repeat(22)}` as KeyId,
  projectId: `proj_${'p'.repeat(22)}` as ProjectId,
  name: 'test key',
  mask: 'clai_AbCd...xYz',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAtSeconds: null,
  restrictions: NO_RESTRICTIONS,
};

/** A project with an OpenAI and an Anthropic token that lead to the mock. */
export const projectAt = (origin: string, changes: Partial<Project> = {}): Project => ({
  projectId: PRINCIPAL.projectId,
  name: 'test project',
  isActive: true,
  ...newSettings({}),
  policy: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'arn:aws:iam::123456789012:user/test',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...scopeOf(tokenRecord('openai', `${origin}/v1`), tokenRecord('anthropic', origin)),
  ...changes,
});

export type ProxyUnderTest = {
  project: Project | null;
  account: TokenScope;
  principal: Principal;
  /** What the log wrote. */
  readonly lines: string[];
  readonly ports: ProxyPorts;
  /** Resolves when the answer is out. */
  readonly answer: (changes?: EventChanges) => Promise<Answer>;
  /** Resolves when the whole invocation is over. */
  readonly call: (changes?: EventChanges) => Promise<Answer>;
};

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly bytes: Buffer;
};

const clock = (): number => 1_790_000_000_500;

export function proxyAt(origin: string, changes: Partial<ProxyPorts> = {}): ProxyUnderTest {
  const lines: string[] = [];
  const write = (entry: object): void => void lines.push(JSON.stringify(entry));
  const ports: ProxyPorts = {
    projects: {
      findProject: async () => proxy.project,
      findAccountTokens: async () => proxy.account,
    },
    secrets: {
      read: async () => new ProviderToken(PROVIDER_TOKEN),
      reread: async () => new ProviderToken(PROVIDER_TOKEN),
    },
    send: createTransport(PATIENT),
    trustedOrigins: new Set([origin]),
    rateLimiter: createRateLimiter({ store: permitStoreModel(), clock }),
    calls: {
      open: async () => {},
      settle: async () => 'settled',
      cancel: async () => {},
      refuse: async () => {},
    },
    objects: objectStoreModel(),
    noteUse: async () => {},
    modelLists: createModelLists(clock),
    policies: async () => Promise.reject(new Error('no policy')),
    writeMetrics: (...metric) => void lines.push(JSON.stringify(metric)),
    clock,
    wait: async () => {},
    log: createLog({ info: write, warn: write, error: write }),
    ...changes,
  };
  const serve = createServe(ports);
  const answerTo = async (event: APIGatewayProxyEvent): Promise<Answer> => {
    const { statusCode, headers, body } = await serve(event);
    const bytes = await bytesOf(body);
    return { status: statusCode, headers, bytes, text: bytes.toString() };
  };
  const proxy: ProxyUnderTest = {
    project: projectAt(origin),
    account: scopeOf(),
    principal: PRINCIPAL,
    lines,
    ports,
    answer: (event) => answerTo(gatewayEvent(proxy.principal, event)),
    call: async (event) => {
      const received = gatewayEvent(proxy.principal, event);
      const answer = await answerTo(received);
      await afterwardsOf(received).done();
      return answer;
    },
  };
  return proxy;
}

async function bytesOf(body: HttpResponse['body']): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const chatBody = (changes: object = {}): string =>
  JSON.stringify({ model: 'gpt-mock', messages: [{ role: 'user', content: 'Hi' }], ...changes });

export const errorOf = ({ text }: Pick<Answer, 'text'>): Record<string, unknown> =>
  JSON.parse(text).error;
