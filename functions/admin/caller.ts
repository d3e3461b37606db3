// Who calls the admin plane: the identity that IAM has verified, never a header's word for it.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Actor } from '../../shared/audit/event.ts';
import { ApiError } from '../../shared/errors/api-error.ts';

export type Caller = Actor & { readonly requestId: string };

/** Throws ApiError: without an identity the method would be open, so nothing is served. */
export function callerOf({ requestContext }: APIGatewayProxyEvent): Caller {
  const { userArn, accountId, sourceIp } = requestContext.identity;
  if (typeof userArn !== 'string' || userArn === '') throw new ApiError('invalid_signature');
  return {
    id: userArn,
    accountId: accountId ?? null,
    sourceIp: sourceIp ?? null,
    requestId: requestContext.requestId,
  };
}

/** The same for each session of a role: what a caller does twice is told by it. */
export const principalOf = ({ id }: Pick<Caller, 'id'>): string =>
  id.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1');
