// How many deactivations the revocation race promises, mode by mode, and how one verification ended.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Authorizer } from '../../functions/authorizer/authorize.ts';
import type { KeySecret } from '../../shared/keys/secret/grammar.ts';

/** `model`: a store in memory; `engine`: the adapters on the DynamoDB engine; `system`: HTTP on the whole system. */
export const DEACTIVATIONS = { model: 8_000, engine: 2_000, system: 300 } as const;
export const PROMISED_DEACTIVATIONS = 10_000;

export type Verdict = {
  /** Whether the deactivation had been acknowledged when the verification began. */
  readonly startedAfterAck: boolean;
  readonly passed: boolean;
};

/** The guarantee is that there is none of these. */
export const violations = (verdicts: readonly Verdict[]): Verdict[] =>
  verdicts.filter(({ startedAfterAck, passed }) => startedAfterAck && passed);

/** True for Allow, false for a Deny that says deactivated; anything else has no place in a race, and throws. */
export async function passes(authorize: Authorizer, secret: KeySecret): Promise<boolean> {
  const { policyDocument, context } = await authorize({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/v1/key',
    resource: '/v1/key',
    multiValueHeaders: { Authorization: [`Bearer ${secret.reveal()}`] },
    requestContext: { requestId: 'req-race' },
  } as unknown as APIGatewayRequestAuthorizerEvent);
  const [statement] = policyDocument.Statement;
  if (statement?.Effect === 'Allow') return true;
  if (context?.['code'] === 'deactivated_api_key') return false;
  throw new Error(`denied with ${context?.['code']}`);
}
