// Who may do what: least privilege by named actions, read from the roles that the functions run with.
import { describe, expect, it } from 'vitest';
import { type Properties, plain, type Resource, shortId, synthesize } from './synthesize.ts';

const template = synthesize();

/** ` if <key>: <values>` for each condition; the operator is in the template. */
const conditionOf = ({ Condition = {} }: Properties): string =>
  Object.values(Condition as Record<string, Record<string, string[]>>)
    .flatMap((keys) => Object.entries(keys))
    .map(([key, values]) => ` if ${key}: ${[values].flat().join(' ')}`)
    .join('');

/** `role action resource`, one line for each. */
function permissionsOf(role: Resource): string[] {
  const inline: Properties[] = role.properties['Policies'] ?? [];
  const attached = template
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) =>
      properties['Roles'].some((reference: { Ref: string }) => reference.Ref === role.id),
    )
    .map(({ properties }) => properties);
  const statements = [...inline, ...attached].flatMap(
    (policy) => policy['PolicyDocument'].Statement as Properties[],
  );
  return statements
    .flatMap((statement) => {
      if (statement['Effect'] !== 'Allow')
        throw new Error('only allowing statements are read here');
      if ('NotAction' in statement || 'NotResource' in statement) throw new Error('a negation');
      return [statement['Action']]
        .flat()
        .flatMap((action: string) =>
          [statement['Resource']]
            .flat()
            .map((resource) => `${action} ${plain(resource)}${conditionOf(statement)}`),
        );
    })
    .sort();
}

const roles = template.ofType('AWS::IAM::Role');
const permissions = new Map(roles.map((role) => [shortId(role.id), permissionsOf(role)]));
const secrets =
  'arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:collie/dev';
const logs = (name: string): string[] => [
  `logs:CreateLogStream {${name}Logs.Arn}`,
  `logs:PutLogEvents {${name}Logs.Arn}`,
];

describe('the authorizer', () => {
  it('may read one key by its id and the pepper, and write its log: nothing else', () => {
    expect(permissions.get('AuthorizerRole')).toEqual([
      'dynamodb:GetItem {KeysTable.Arn}',
      ...logs('Authorizer'),
      'secretsmanager:GetSecretValue {PepperSecret}',
    ]);
  });
});

/** Single calls and permits, not what calls add up to. */
const COUNTERS = ' if dynamodb:LeadingKeys: calls#* objects#* rpm#*';

describe('the proxy', () => {
  it('may read one project and provider tokens, count calls, note uses, and write its log: nothing else', () => {
    expect(permissions.get('ProxyRole')).toEqual([
      'dynamodb:GetItem {ProjectsTable.Arn}',
      `dynamodb:GetItem {UsageTable.Arn}${COUNTERS}`,
      `dynamodb:PutItem {UsageTable.Arn}${COUNTERS}`,
      'dynamodb:UpdateItem {KeysTable.Arn} if dynamodb:Attributes: keyId status lastUsedAt if dynamodb:ReturnValues: NONE',
      `dynamodb:UpdateItem {UsageTable.Arn}${COUNTERS}`,
      ...logs('Proxy'),
      `secretsmanager:GetSecretValue ${secrets}/default/*`,
      `secretsmanager:GetSecretValue ${secrets}/projects/*`,
    ]);
  });
});

describe('the admin function', () => {
  it('may query list indexes, chains of events and usage only', () => {
    const queries = permissions.get('AdminRole')?.filter((line) => line.includes(':Query'));
    expect(queries).toEqual([
      'dynamodb:Query {AuditTable.Arn}',
      'dynamodb:Query {AuditTable.Arn}/index/byTime',
      'dynamodb:Query {KeysTable.Arn}/index/byProject',
      'dynamodb:Query {ProjectsTable.Arn}/index/byList',
      'dynamodb:Query {UsageTable.Arn}',
    ]);
  });

  it('may read the pepper but not change it', () => {
    const pepper = permissions.get('AdminRole')?.filter((line) => line.includes('{PepperSecret}'));
    expect(pepper).toEqual(['secretsmanager:GetSecretValue {PepperSecret}']);
  });

  it('reaches no secret outside its stage’s provider tokens', () => {
    const others = permissions
      .get('AdminRole')
      ?.filter((line) => line.startsWith('secretsmanager:') && !line.includes('{PepperSecret}'));
    expect(others?.length).toBeGreaterThan(0);
    for (const line of others ?? [])
      expect([`${secrets}/default/*`, `${secrets}/projects/*`]).toContain(line.split(' ')[1]);
  });
});

it('no role changes or removes an event', () => {
  const lines = [...permissions.values()].flat().filter((line) => line.includes('{AuditTable'));
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line).toMatch(/^dynamodb:(GetItem|PutItem|Query) /);
});

describe('the leak reports', () => {
  it('may look a key up, end it, and add an event: no project, no token, no list', () => {
    expect(permissions.get('LeaksRole')).toEqual([
      'dynamodb:GetItem {AuditTable.Arn}',
      'dynamodb:GetItem {KeysTable.Arn}',
      'dynamodb:PutItem {AuditTable.Arn}',
      'dynamodb:Query {AuditTable.Arn}',
      'dynamodb:UpdateItem {KeysTable.Arn}',
      ...logs('Leaks'),
      'secretsmanager:GetSecretValue {PepperSecret}',
    ]);
  });
});

describe('the report of expiring keys', () => {
  it('may read ids by the day of their expiry, and write its log: nothing else', () => {
    expect(permissions.get('KeyExpiryReportRole')).toEqual([
      'dynamodb:Query {KeysTable.Arn}/index/byExpiry',
      ...logs('KeyExpiryReport'),
    ]);
  });
});

describe('the usage roll-up', () => {
  it('reaches the Usage table and its log: nothing else', () => {
    expect(permissions.get('UsageRollupRole')).toEqual([
      'dynamodb:BatchWriteItem {UsageTable.Arn}',
      'dynamodb:GetItem {UsageTable.Arn}',
      'dynamodb:PutItem {UsageTable.Arn}',
      'dynamodb:Query {UsageTable.Arn}',
      'dynamodb:UpdateItem {UsageTable.Arn}',
      ...logs('UsageRollup'),
    ]);
  });
});

it('no role has a wildcard action, scans, deletes rows or reaches everything', () => {
  const lines = [...permissions.values()]
    .flat()
    // Calls that are added up are deleted; no other row of any table ever is.
    .filter((line) => line !== 'dynamodb:BatchWriteItem {UsageTable.Arn}');
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    expect(line.split(' ')[0]).toMatch(/^[a-z]+:[A-Za-z]+$/);
    expect(line).not.toMatch(/dynamodb:(Scan|Delete|Batch|Partiql)/i);
    expect(line.split(' ')[1]).not.toMatch(/^\*|:\*$/);
  }
});

it('no function has a managed policy, and each role serves one service', () => {
  for (const { id, properties } of roles) {
    const isGateway = shortId(id) === 'GatewayLoggingRole';
    expect(properties).toHaveProperty(
      'AssumeRolePolicyDocument.Statement.0.Principal.Service',
      isGateway ? 'apigateway.amazonaws.com' : 'lambda.amazonaws.com',
    );
    if (!isGateway) expect(properties).not.toHaveProperty('ManagedPolicyArns');
  }
});

it('the permissions read as reviewed', async () => {
  const text = [...permissions]
    .map(([role, lines]) => [role, ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('__snapshots__/roles.txt');
});
