// The authorizer's answers to API Gateway, for every outcome and every failure of ours.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../../functions/authorizer/authorize.ts';
import { decodePrincipal } from '../../../shared/contracts/principal.ts';
import { createLog } from '../../../shared/kernel/log.ts';
import type { KeyRow } from '../../../shared/keys/row.ts';
import type { VerifyPorts } from '../../../shared/keys/verify.ts';
import { storedKey, TEST_PROJECT_ID, testRing } from '../../support/keys.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:api1/dev';

function setUp(row: KeyRow = {}, ports: Partial<VerifyPorts> = {}) {
  const key = storedKey(row);
  const lines: string[] = [];
  const write = (entry: object): void => void lines.push(JSON.stringify(entry));
  const authorize = createAuthorizer({
    pepper: async (version) => testRing.byVersion.get(version) ?? null,
    findKey: async (keyId) => (keyId === key.keyId ? key.row : null),
    clock: () => 1_790_000_000_000,
    log: createLog({ info: write, warn: write, error: write }),
    ...ports,
  });
  const ask = (headers: unknown, resource = '/v1/chat/completions') =>
    authorize({
      type: 'REQUEST',
      methodArn: `${ARN}/POST/v1/*/%2e%2e`,
      resource,
      multiValueHeaders: headers,
      requestContext: { requestId: 'req-1' },
    } as unknown as APIGatewayRequestAuthorizerEvent);
  return { ...key, lines, ask, bearer: { Authorization: [`Bearer ${key.secret.reveal()}`] } };
}

describe('the authorizer', () => {
  it('allows an active key on the data plane of its own API and stage, without echoing the URL', async () => {
    const { ask, bearer, keyId } = setUp();
    const answer = await ask(bearer);
    expect(answer.principalId).toBe(keyId);
    expect(answer.policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${ARN}/*/v1/*` },
    ]);
  });

  it('hands the principal to the proxy, whatever characters the name has', async () => {
    const name = 'a "quoted" \\ name\u202e with <b>ünïcödé</b> $context.requestId';
    const { ask, bearer } = setUp({ name });
    const { context } = await ask(bearer);
    expect(decodePrincipal(context)).toMatchObject({ name, projectId: TEST_PROJECT_ID });
    expect(JSON.stringify(context)).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.stringify(context)).not.toContain('quoted');
  });

  it.each<[string, KeyRow, string]>([
    ['deactivated', { status: 'deactivated' }, 'deactivated_api_key'],
    ['expired', { expiresAt: 1_790_000_000 }, 'expired_api_key'],
    ['corrupt', { digest: new Uint8Array(4) }, 'invalid_api_key'],
  ])('denies a %s key with its code', async (_state, row, code) => {
    const { ask, bearer } = setUp(row);
    const answer = await ask(bearer);
    expect(answer.policyDocument.Statement).toMatchObject([{ Effect: 'Deny' }]);
    expect(answer.context?.['code']).toBe(code);
  });

  it('denies no key, a malformed key and an unknown key with the same code', async () => {
    const { ask } = setUp();
    const unknown = storedKey().secret.reveal();
    for (const headers of [{}, null, { Authorization: ['Bearer x'] }, { 'x-api-key': [unknown] }])
      expect((await ask(headers)).context?.['code']).toBe('invalid_api_key');
  });

  it('fills the gateway template with valid JSON in the dialect of the path', async () => {
    const { ask } = setUp();
    const render = async (path: string) => {
      const context = (await ask({}, path)).context ?? {};
      return JSON.parse(
        `{${context['envelope']}"error":{"message":"${context['message']}","type":"authentication_error","param":null,"code":"${context['code']}"}}`,
      );
    };
    expect(await render('/v1/chat/completions')).not.toHaveProperty('type');
    expect(await render('/v1/messages')).toHaveProperty('type', 'error');
  });

  it('raises an alarm for a corrupt row by id and field, without its content', async () => {
    const { ask, bearer, lines, keyId } = setUp({ digest: new Uint8Array(4) });
    await ask(bearer);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'key_row_corrupt', keyId, field: 'digest' },
    ]);
  });

  it.each<[string, Partial<VerifyPorts>]>([
    ['the store', { findKey: () => Promise.reject(new Error('table of SECRET is down')) }],
    ['the pepper', { pepper: () => Promise.reject(new Error('SECRET pepper')) }],
  ])('throws when %s fails, and says nothing of it', async (_what, ports) => {
    const { ask, bearer, lines } = setUp({}, ports);
    const failure = await ask(bearer).catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: authorizer unavailable');
    expect(lines.join()).toContain('authorizer_failed');
    expect(lines.join()).not.toContain('SECRET');
  });

  it('logs nothing for an ordinary denial or pass', async () => {
    const { ask, bearer, lines } = setUp();
    await ask(bearer);
    await ask({});
    expect(lines).toEqual([]);
  });
});
