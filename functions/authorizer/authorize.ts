// One authorizer invocation: find the credential, verify it, answer. Store trouble is thrown and becomes 503.
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { presentedKey } from '../../shared/http/credentials.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { type VerifyPorts, verifyKey } from '../../shared/keys/verify.ts';
import { toAnswer } from './answer.ts';

export type Authorizer = (
  event: APIGatewayRequestAuthorizerEvent,
) => Promise<APIGatewayAuthorizerResult>;

/** Throws when our own store or secret fails: the gateway then answers 503, never 401 and never a pass. */
export const createAuthorizer =
  (ports: VerifyPorts & { readonly log: Log }): Authorizer =>
  async (event) => {
    const { log } = ports;
    try {
      const verification = await verifyKey(presentedKey(event.multiValueHeaders), ports);
      if (verification.kind === 'corrupt')
        log.error('key_row_corrupt', { keyId: verification.keyId, field: verification.field });
      return toAnswer(verification, event.methodArn, pathOf(event));
    } catch (cause) {
      log.error('authorizer_failed', { requestId: event.requestContext?.requestId }, cause);
      throw new Error('authorizer unavailable');
    }
  };

/** The matched route's path, with what its greedy parameter stands for. */
const pathOf = ({ resource, pathParameters }: APIGatewayRequestAuthorizerEvent): string =>
  resource.replace(/\{(\w+)\+\}$/, (_, name: string) => pathParameters?.[name] ?? '');
