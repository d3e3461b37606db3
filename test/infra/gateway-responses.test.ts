// What API Gateway answers by itself: always the envelope, the right status, and a request id.
import { describe, expect, it } from 'vitest';
import { toAnswer } from '../../functions/authorizer/answer.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import { type ErrorCode, errorSpec } from '../../shared/errors/catalog.ts';
import { errorEnvelope } from '../../shared/errors/envelope.ts';
import type { KeyId } from '../../shared/kernel/ids.ts';
import type { Verification } from '../../shared/keys/verify.ts';
import { apiOf, type Plane } from './gateway-view.ts';
import { type Properties, synthesize } from './synthesize.ts';

const template = synthesize();
const REQUEST_ID = '3f1c0c52-6f0e-4f57-a0c2-1b1d0b5c9a11';

/** Every type that API Gateway's PutGatewayResponse knows. */
const TYPES = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
];

const responsesOf = (plane: Plane): Map<string, Properties> => {
  const api = apiOf(template, plane);
  return new Map(
    template
      .ofType('AWS::ApiGateway::GatewayResponse')
      .filter(({ properties }) => properties['RestApiId'].Ref === api.id)
      .map(({ properties }) => [properties['ResponseType'], properties]),
  );
};

/** As API Gateway does it: plain substitution, an unknown variable is empty. */
function render(response: Properties, context: Readonly<Record<string, unknown>> = {}): Properties {
  const text: string = response['ResponseTemplates']['application/json'];
  const values: Readonly<Record<string, unknown>> = { ...context, requestId: REQUEST_ID };
  return JSON.parse(
    text.replace(/\$context\.([\w.]+)/g, (_all, name) => String(values[name] ?? '')),
  );
}

const parameter = (response: Properties | undefined, name: string): unknown =>
  response?.['ResponseParameters'][`gatewayresponse.header.${name}`];

const expectation = (response: Properties | undefined) => ({
  status: Number(response?.['StatusCode']),
  code: render(response ?? {})['error'].code,
});

describe.each<Plane>(['DataPlane', 'AdminPlane'])('%s', (plane) => {
  const responses = responsesOf(plane);

  it('answers every type of gateway response by itself', () => {
    expect([...responses.keys()].sort()).toEqual(TYPES);
  });

  it.each(
    TYPES.filter((type) => type !== 'ACCESS_DENIED'),
  )('answers %s as the catalogue says', (type) => {
    const response = responses.get(type) ?? {};
    const body = render(response);
    const code = body['error'].code as ErrorCode;
    expect(body).toEqual(errorEnvelope(new ApiError(code), 'openai', REQUEST_ID));
    expect(response['StatusCode']).toBe(String(errorSpec(code).status));
  });

  it.each(TYPES)('sends a request id and JSON with %s', (type) => {
    for (const name of ['x-request-id', 'request-id'])
      expect(parameter(responses.get(type), name)).toBe('context.requestId');
    expect(parameter(responses.get(type), 'Content-Type')).toBe("'application/json'");
  });

  it('never blames the caller for trouble of ours', () => {
    for (const type of ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR']) {
      expect(expectation(responses.get(type))).toEqual({
        status: 503,
        code: 'service_unavailable',
      });
      expect(parameter(responses.get(type), 'retry-after')).toBe("'1'");
    }
    for (const type of ['API_CONFIGURATION_ERROR', 'DEFAULT_5XX', 'INTEGRATION_FAILURE'])
      expect(expectation(responses.get(type))).toEqual({ status: 500, code: 'internal_error' });
  });

  it('tells a throttled caller when to come back', () => {
    for (const type of ['THROTTLED', 'QUOTA_EXCEEDED']) {
      expect(expectation(responses.get(type))).toEqual({ status: 429, code: 'too_many_requests' });
      expect(parameter(responses.get(type), 'retry-after')).toBe("'1'");
    }
  });

  it('names its challenge with every 401', () => {
    const challenges = [...responses.values()]
      .filter((response) => response['StatusCode'] === '401')
      .map((response) => parameter(response, 'WWW-Authenticate'));
    expect(new Set(challenges)).toEqual(new Set(plane === 'DataPlane' ? ["'Bearer'"] : []));
  });

  it('quotes nothing of the request', () => {
    const variables = [...responses.values()].flatMap(
      (response) =>
        JSON.stringify(response).match(/\$?context\.[\w.]+|method\.request[\w.]*/g) ?? [],
    );
    expect(new Set(variables.map((name) => name.replace('$', '')))).toEqual(
      new Set([
        'context.requestId',
        ...(plane === 'DataPlane'
          ? ['envelope', 'message', 'code'].map((name) => `context.authorizer.${name}`)
          : []),
      ]),
    );
  });
});

describe.each<Plane>(['DataPlane', 'AdminPlane'])('what retrying cannot cure: %s', (plane) => {
  it('says so, and nothing else does', () => {
    const responses = [...responsesOf(plane)];
    expect(responses).toHaveLength(TYPES.length);
    for (const [type, response] of responses) {
      const isFinal = /^4(?!29)/.test(response['StatusCode']);
      const told = parameter(response, 'x-should-retry');
      expect([type, told]).toEqual([type, isFinal ? "'false'" : undefined]);
    }
  });
});

describe('a denied key', () => {
  const response = responsesOf('DataPlane').get('ACCESS_DENIED') ?? {};
  const keyId = 'key_0000000000000000000000' as KeyId;
  const arn = 'arn:aws:execute-api:eu-central-1:123456789012:abc/dev/POST/v1/messages';
  const denials: [Verification, ErrorCode][] = [
    [{ kind: 'malformed' }, 'invalid_api_key'],
    [{ kind: 'unknown' }, 'invalid_api_key'],
    [{ kind: 'deactivated', keyId }, 'deactivated_api_key'],
    [{ kind: 'expired', keyId }, 'expired_api_key'],
  ];
  const denied = (verification: Verification, path: string): Properties => {
    const { context = {} } = toAnswer(verification, arn, path);
    const named = Object.entries(context ?? {}).map(([key, value]) => [`authorizer.${key}`, value]);
    return render(response, Object.fromEntries(named));
  };

  it.each(denials)('is 401 with its own code in OpenAI’s envelope: %o', (verification, code) => {
    expect(response['StatusCode']).toBe('401');
    expect(denied(verification, '/v1/chat/completions')).toMatchObject(
      errorEnvelope(new ApiError(code), 'openai', REQUEST_ID),
    );
  });

  it.each(denials)('is 401 with its own code in Anthropic’s envelope: %o', (verification, code) => {
    expect(denied(verification, '/v1/messages')).toEqual(
      errorEnvelope(new ApiError(code), 'anthropic', REQUEST_ID),
    );
  });
});

describe('a path that nothing serves', () => {
  // What API Gateway says depends on whether it takes the credential for an AWS signature.
  it.each([
    'MISSING_AUTHENTICATION_TOKEN',
    'INVALID_SIGNATURE',
    'EXPIRED_TOKEN',
    'DEFAULT_4XX',
  ])('is 404 on the data plane and a missing signature on the admin plane: %s', (type) => {
    const [data, admin] = [responsesOf('DataPlane'), responsesOf('AdminPlane')];
    expect(expectation(data.get(type))).toEqual({ status: 404, code: 'not_found' });
    expect(expectation(admin.get(type))).toEqual({ status: 403, code: 'invalid_signature' });
  });
});

it('an operator without permission is told so, not that the signature is wrong', () => {
  expect(expectation(responsesOf('AdminPlane').get('ACCESS_DENIED'))).toEqual({
    status: 403,
    code: 'access_denied',
  });
});

it('a time-out is the provider’s on the data plane and ours on the admin plane', () => {
  const type = 'INTEGRATION_TIMEOUT';
  expect(expectation(responsesOf('DataPlane').get(type)).code).toBe('upstream_timeout');
  expect(expectation(responsesOf('AdminPlane').get(type)).code).toBe('service_unavailable');
});
