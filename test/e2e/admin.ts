// Signed calls to the admin API, whatever they answer.
import { AwsClient } from 'aws4fetch';
import { signedSend } from '../../client/signed-send.ts';
import type { Credentials } from '../../local/iam/identity.ts';
import type { LocalSystem } from '../../local/local-system.ts';

type Json = Readonly<Record<string, unknown>>;
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Json };

/** `path` begins behind `/api/v1`. */
export type AdminCall = (method: string, path: string, body?: object) => Promise<Answer>;

export const signer = (
  { accessKeyId, secretAccessKey }: Credentials,
  { region }: Pick<LocalSystem, 'region'>,
): AwsClient =>
  new AwsClient({ accessKeyId, secretAccessKey, region, service: 'execute-api', retries: 0 });

export function adminOf(local: LocalSystem, credentials: Credentials): AdminCall {
  const send = signedSend({ ...credentials, region: local.region });
  return async (method, path, body) =>
    answerOf(
      await send(`${local.adminUrl}/api/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    );
}

/** An empty body reads as `{}`. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, body: text === '' ? {} : (JSON.parse(text) as Json) };
}
