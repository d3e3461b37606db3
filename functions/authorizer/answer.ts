// From a verification to API Gateway's answer: allow with the principal, or deny with the reason as context.
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { encodePrincipal } from '../../shared/contracts/principal.ts';
import { type ErrorCode, errorSpec } from '../../shared/errors/catalog.ts';
import { assertNever } from '../../shared/kernel/assert-never.ts';
import type { Verification } from '../../shared/keys/verify.ts';

const DENIAL = {
  malformed: 'invalid_api_key',
  unknown: 'invalid_api_key',
  corrupt: 'invalid_api_key',
  deactivated: 'deactivated_api_key',
  expired: 'expired_api_key',
} as const satisfies Record<Exclude<Verification['kind'], 'active'>, ErrorCode>;

/** The context of a denial: constants of ours, because the gateway's template substitutes without quoting. */
type DenialContext = { code: string; message: string; envelope: string };

/** `path` chooses the envelope: Anthropic's begins with a type. */
export function toAnswer(
  verification: Verification,
  methodArn: string,
  path: string,
): APIGatewayAuthorizerResult {
  const resource = dataPlaneOf(methodArn);
  switch (verification.kind) {
    case 'active': {
      const { principal } = verification;
      return answer('Allow', principal.keyId, resource, encodePrincipal(principal));
    }
    case 'malformed':
    case 'unknown':
    case 'corrupt':
    case 'deactivated':
    case 'expired':
      return answer('Deny', 'unauthenticated', resource, denial(DENIAL[verification.kind], path));
    default:
      return assertNever(verification);
  }
}

/** Where Anthropic's clients call. */
const ANTHROPICS = '/v1/messages';

const denial = (code: ErrorCode, path: string): DenialContext => ({
  code,
  message: errorSpec(code).message.replaceAll('"', '\\"'),
  envelope: path.startsWith(ANTHROPICS) ? '"type":"error",' : '',
});

const answer = (
  effect: 'Allow' | 'Deny',
  principalId: string,
  resource: string,
  context: ReturnType<typeof encodePrincipal> | DenialContext,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
  context: { ...context },
});

/**
 * Every method and path of the data plane in this API and stage. The tail of the method's ARN comes from the
 * request's URL, may be long and may hold a wildcard, so it is not echoed.
 */
const dataPlaneOf = (methodArn: string): string =>
  `${methodArn.split('/').slice(0, 2).join('/')}/*/v1/*`;
