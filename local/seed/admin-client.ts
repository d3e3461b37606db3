// Signed calls to the admin API, as an operator makes them.
import { AwsClient } from 'aws4fetch';
import { LocalFailure } from '../failure.ts';
import type { Credentials } from '../iam/identity.ts';

type AdminAnswer = { readonly status: number; readonly body: Record<string, unknown> };

export type AdminClient = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) => Promise<AdminAnswer>;

/** `adminUrl` ends before `/api/v1`; paths begin behind it. Resolves for 2xx and 404, throws LocalFailure otherwise. */
export function createAdminClient(
  adminUrl: string,
  { accessKeyId, secretAccessKey }: Credentials,
  region: string,
): AdminClient {
  const aws = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 'execute-api',
    retries: 2,
  });
  return async (method, path, body) => {
    const response = await aws.fetch(`${adminUrl}/api/v1${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok && response.status !== 404)
      throw new LocalFailure(
        `The admin API answers ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`,
      );
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
}
