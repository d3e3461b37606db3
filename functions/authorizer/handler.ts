// The authorizer: composition root. One strongly consistent read per well-formed key, nothing else.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { keyLookup } from '../../shared/aws/keys/lookup.ts';
import { pepperSource } from '../../shared/aws/secrets/pepper-source.ts';
import { authorizerEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createAuthorizer } from './authorize.ts';

const env = readEnv(authorizerEnv, process.env);
const peppers = pepperSource(
  new SecretsManagerClient(clientConfig),
  env.PEPPER_SECRET_ID,
  systemClock,
);

// Init has full CPU: the pepper and its TLS handshake are paid there. A failure is forgotten and shows as 503 later.
await peppers.ring().catch(() => undefined);

export const handler = createAuthorizer({
  pepper: peppers.pepper,
  findKey: keyLookup(new DynamoDBClient(clientConfig), env.KEYS_TABLE),
  clock: systemClock,
  log: createLog(console),
});
