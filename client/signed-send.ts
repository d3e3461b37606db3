// Signs calls with AWS Signature Version 4, for the service that API Gateway is.
import { AwsClient } from 'aws4fetch';
import type { Send } from './admin-client.ts';

export type Signer = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** Of calls that the service could not answer; the pause doubles. */
  readonly retries?: number;
};

export function signedSend({ accessKeyId, secretAccessKey, region, retries = 0 }: Signer): Send {
  const aws = new AwsClient({
    ...{ accessKeyId, secretAccessKey, region, retries },
    service: 'execute-api',
  });
  return (url, init) => aws.fetch(url, init);
}
