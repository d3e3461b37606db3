// Whether a request with a key is let through: the authorizer's and the proxy's own code on the stored rows.
import { createAuthorizer } from '../../functions/authorizer/authorize.ts';
import { keyLookup } from '../../shared/aws/keys/lookup.ts';
import { projectReader } from '../../shared/aws/projects/reader.ts';
import { decodePrincipal } from '../../shared/contracts/principal.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { admit } from '../../shared/projects/admit.ts';
import type { AdminSystem } from './admin-system.ts';
import { testRing } from './keys.ts';

const silent = createLog({ info: () => {}, warn: () => {}, error: () => {} });
const METHOD_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/POST/v1/chat/completions';

/** Rejects when our own stores fail: the gateway answers 503 then. */
export async function isLetThrough(admin: AdminSystem, key: string): Promise<boolean> {
  const { client, keysTable, projectsTable } = admin.dynamo;
  const authorize = createAuthorizer({
    pepper: async (version) => testRing.byVersion.get(version) ?? null,
    findKey: keyLookup(client, keysTable),
    clock: () => admin.time.nowMs,
    log: silent,
  });
  const event = {
    methodArn: METHOD_ARN,
    resource: '/v1/chat/completions',
    multiValueHeaders: { Authorization: [`Bearer ${key}`] },
  };
  const { policyDocument, context } = await authorize(event as never);
  if (JSON.stringify(policyDocument).includes('"Deny"')) return false;
  const principal = decodePrincipal(context);
  const project = await projectReader(client, projectsTable).findProject(principal.projectId);
  return admit({ principal, project, sourceIp: '192.0.2.1', models: [] }).kind === 'admitted';
}
