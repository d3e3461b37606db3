// The REQUEST authorizer: its policy, its context, its failures, and the cache exactly when the template asks for one.
import { afterEach, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../local/runtime/environment.ts';
import type { AuthorizerModel } from '../../../local/template/model.ts';
import { answer, api, echo, method, openToy, type ToyEvent, type ToyGateway } from './toy-api.ts';

let toy: ToyGateway;
afterEach(() => toy.close());

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:abc/dev';
const policy = (effect: string, resource: string | string[] = `${ARN}/*/*`, context: object = {}) =>
  answer(
    JSON.stringify({
      principalId: 'p',
      context,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
      },
    }),
  );

let asked: ToyEvent[];
async function open(
  authorize: (event: ToyEvent) => InvocationResult,
  cache: Partial<AuthorizerModel> = {},
) {
  asked = [];
  const authorizer: AuthorizerModel = {
    authorizerId: 'a',
    functionName: 'authorizer',
    ttlSeconds: 0,
    identitySources: [],
    ...cache,
  };
  const auth = { kind: 'custom', authorizer } as const;
  const denied = {
    type: 'ACCESS_DENIED',
    statusCode: 401,
    headers: {},
    template: '{"code":"$context.authorizer.code"}',
  };
  toy = await openToy(
    api([method('POST', '/a', auth), method('GET', '/b/{id}', auth)], {
      gatewayResponses: [denied],
    }),
    {
      main: echo,
      authorizer: (event) => {
        asked.push(event);
        return authorize(event);
      },
    },
  );
}
const post = (headers: Record<string, string> = {}) =>
  fetch(`${toy.origin}/dev/a?q=1`, { method: 'POST', body: 'secret', headers });

describe('an authorizer', () => {
  it('is asked about every request, without the body', async () => {
    await open(() => policy('Allow'));
    await post({ 'X-Api-Key': 'k' });
    await post({ 'X-Api-Key': 'k' });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: `${ARN}/POST/a`,
      resource: '/a',
      httpMethod: 'POST',
      multiValueHeaders: { 'X-Api-Key': ['k'] },
      multiValueQueryStringParameters: { q: ['1'] },
    });
    expect(JSON.stringify(asked[0])).not.toContain('secret');
  });

  it('passes its context on as text', async () => {
    await open(() => policy('Allow', `${ARN}/*/*`, { text: 'a', number: 1, flag: true }));
    const event = (await (await post()).json()) as { requestContext: object };
    expect(event.requestContext).toMatchObject({
      authorizer: { text: 'a', number: '1', flag: 'true', principalId: 'p' },
    });
  });

  it('that denies is an ACCESS_DENIED response with its context', async () => {
    await open(() => policy('Deny', `${ARN}/*/*`, { code: 'expired' }));
    const response = await post();
    expect([response.status, await response.text()]).toEqual([401, '{"code":"expired"}']);
  });

  it.each([
    ['the method itself', `${ARN}/POST/a`, 200],
    ['a wildcard', `${ARN}/*/a`, 200],
    ['another method', `${ARN}/GET/a`, 401],
    ['another path', `${ARN}/*/b`, 401],
    ['another stage', `${ARN}2/*/*`, 401],
    ['one of several', [`${ARN}/GET/b`, `${ARN}/POST/*`], 200],
  ])('that allows %s decides about this request: %s → %d', async (_name, resource, status) => {
    await open(() => policy('Allow', resource));
    expect((await post()).status).toBe(status);
  });

  it.each<[string, () => InvocationResult, number, string]>([
    [
      'throws Unauthorized',
      () => ({ kind: 'error', errorType: 'Error', errorMessage: 'Unauthorized' }),
      401,
      'UNAUTHORIZED',
    ],
    [
      'throws anything else',
      () => ({ kind: 'error', errorType: 'Error', errorMessage: 'x' }),
      500,
      'AUTHORIZER_FAILURE',
    ],
    ['crashes', () => ({ kind: 'crashed' }), 500, 'AUTHORIZER_FAILURE'],
    ['takes too long', () => ({ kind: 'timeout' }), 500, 'AUTHORIZER_FAILURE'],
    ['answers null', () => answer('null'), 500, 'AUTHORIZER_CONFIGURATION_ERROR'],
    ['answers no JSON', () => answer('oops'), 500, 'AUTHORIZER_CONFIGURATION_ERROR'],
    [
      'answers without a policy',
      () => answer('{"principalId":"p"}'),
      500,
      'AUTHORIZER_CONFIGURATION_ERROR',
    ],
    [
      'has an object in its context',
      () => policy('Allow', '*', { deep: {} }),
      500,
      'AUTHORIZER_CONFIGURATION_ERROR',
    ],
    ['has an effect that is none', () => policy('Perhaps'), 500, 'AUTHORIZER_CONFIGURATION_ERROR'],
  ])('that %s never lets a request pass', async (_name, authorize, status, type) => {
    await open(authorize);
    const response = await post();
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, type]);
  });
});

describe('with a time to live', () => {
  const cache: Partial<AuthorizerModel> = {
    ttlSeconds: 300,
    identitySources: [{ kind: 'header', name: 'Authorization' }],
  };

  it('its answer is kept for the same identity, until the time is over', async () => {
    let effect = 'Allow';
    await open(() => policy(effect), cache);
    expect((await post({ authorization: 'a' })).status).toBe(200);
    effect = 'Deny';
    expect((await post({ authorization: 'a' })).status).toBe(200);
    expect((await post({ authorization: 'b' })).status).toBe(401);
    toy.advance(300_001);
    expect((await post({ authorization: 'a' })).status).toBe(401);
  });

  it('the kept policy decides about each path anew', async () => {
    await open((event) => policy('Allow', event.methodArn ?? ''), cache);
    expect((await post({ authorization: 'a' })).status).toBe(200);
    const other = await fetch(`${toy.origin}/dev/b/1`, { headers: { authorization: 'a' } });
    expect(other.status).toBe(401);
    expect(asked).toHaveLength(1);
  });

  it('a request without the identity source is refused without asking', async () => {
    await open(() => policy('Allow'), cache);
    const response = await post();
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      401,
      'UNAUTHORIZED',
    ]);
    expect(asked).toHaveLength(0);
  });

  it('a failure is not kept', async () => {
    let fail = true;
    await open(() => (fail ? { kind: 'crashed' } : policy('Allow')), cache);
    expect((await post({ authorization: 'a' })).status).toBe(500);
    fail = false;
    expect((await post({ authorization: 'a' })).status).toBe(200);
  });
});
