// What holds data survives mistakes: recovery, deletion protection, retention, and no secret in the template.
import { describe, expect, it } from 'vitest';
import { keysTable } from '../../shared/contracts/tables.ts';
import { type Properties, shortId, synthesize } from './synthesize.ts';

const template = synthesize();
const throwAway = synthesize({ removal: 'destroy' });
const tables = template.ofType('AWS::DynamoDB::GlobalTable');
const table = (name: string): Properties =>
  tables.find(({ id }) => shortId(id) === name)?.properties ?? {};

describe('every table', () => {
  it('can be recovered to a point in time and cannot be deleted by accident', () => {
    expect(tables).toHaveLength(5);
    for (const { properties, deletionPolicy } of tables) {
      expect(properties['Replicas']).toEqual([
        expect.objectContaining({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ]);
      expect(deletionPolicy).toBe('Retain');
    }
  });

  it('costs nothing when idle', () => {
    for (const { properties } of tables) expect(properties['BillingMode']).toBe('PAY_PER_REQUEST');
  });

  it('goes with a throw-away stage, and is recoverable there, too', () => {
    for (const { properties, deletionPolicy } of throwAway.ofType('AWS::DynamoDB::GlobalTable')) {
      expect(properties['Replicas'][0]).toMatchObject({
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
      expect(deletionPolicy).toBe('Delete');
    }
  });
});

describe('the Keys table', () => {
  it('is read by key id alone, so that a decision needs no index', () => {
    expect(table('KeysTable')['KeySchema']).toEqual([{ AttributeName: 'keyId', KeyType: 'HASH' }]);
  });

  it('sweeps by ttl, not by the expiry that a client is told', () => {
    expect(table('KeysTable')['TimeToLiveSpecification']).toEqual({
      AttributeName: 'ttl',
      Enabled: true,
    });
  });

  it('lists without the digest', () => {
    const [index] = table('KeysTable')['GlobalSecondaryIndexes'];
    expect(index.Projection).toEqual({
      ProjectionType: 'INCLUDE',
      NonKeyAttributes: [...keysTable.byProject.shows],
    });
    expect(keysTable.byProject.shows).not.toContain('digest');
  });

  it('finds the keys that expire on a day through a sparse index of ids', () => {
    const [, index, ...others] = table('KeysTable')['GlobalSecondaryIndexes'];
    expect(others).toEqual([]);
    expect(index).toEqual({
      IndexName: 'byExpiry',
      KeySchema: [
        { AttributeName: 'expiryDay', KeyType: 'HASH' },
        { AttributeName: 'expiresAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['projectId', 'rotatedTo'] },
    });
  });
});

describe('the Projects table', () => {
  it('lists through a sparse index', () => {
    expect(table('ProjectsTable')['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'byList',
        KeySchema: [
          { AttributeName: 'listPk', KeyType: 'HASH' },
          { AttributeName: 'listSk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });

  it('never sweeps', () => {
    expect(table('ProjectsTable')).not.toHaveProperty('TimeToLiveSpecification');
  });
});

describe('the Usage table', () => {
  it('has a row for each key pair alone, and sweeps by ttl', () => {
    expect(table('UsageTable')['KeySchema']).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(table('UsageTable')['TimeToLiveSpecification']).toEqual({
      AttributeName: 'ttl',
      Enabled: true,
    });
  });
});

describe('the pepper', () => {
  const [secret, ...others] = template.ofType('AWS::SecretsManager::Secret');

  it('is the only secret, generated at deployment, and stays when the stack goes', () => {
    expect(others).toEqual([]);
    expect(secret?.deletionPolicy).toBe('Retain');
    expect(secret?.properties).not.toHaveProperty('SecretString');
    // Any change here makes CloudFormation generate a new value: every key of every deployment would be unknown.
    expect(secret?.properties['GenerateSecretString']).toEqual({
      SecretStringTemplate: '{"current":"1"}',
      GenerateStringKey: '1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  it('never has its value in the template', () => {
    expect(template.text).not.toMatch(/resolve:secretsmanager/);
  });
});

it('logs expire, and leave with a throw-away stage only', () => {
  for (const [stack, policy] of [
    [template, 'Retain'],
    [throwAway, 'Delete'],
  ] as const) {
    const groups = stack.ofType('AWS::Logs::LogGroup');
    expect(groups.map(({ id }) => shortId(id)).sort()).toEqual([
      'AdminLogs',
      'AdminPlaneAccessLogs',
      'AuthorizerLogs',
      'DataPlaneAccessLogs',
      'KeyExpiryReportLogs',
      'LeaksLogs',
      'ProxyLogs',
      'UsageRollupLogs',
    ]);
    for (const { properties, deletionPolicy } of groups) {
      expect(properties['RetentionInDays']).toBe(90);
      expect(deletionPolicy).toBe(policy);
    }
  }
});

it('no resource has a fixed name that would stop a second deployment after a teardown', () => {
  const kept = template.resources.filter(({ deletionPolicy }) => deletionPolicy === 'Retain');
  expect(kept.length).toBeGreaterThan(5);
  for (const { properties } of kept)
    for (const name of ['TableName', 'Name', 'LogGroupName', 'RoleName'])
      expect(properties).not.toHaveProperty(name);
});

describe('the Audit table', () => {
  it('forgets nothing by itself', () => {
    expect(table('AuditTable')).not.toHaveProperty('TimeToLiveSpecification');
    expect(table('AuditTable')['KeySchema']).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
  });
});

describe('the Claims table', () => {
  it('is swept, and holds nothing else', () => {
    expect(table('ClaimsTable')).toMatchObject({
      KeySchema: [{ AttributeName: 'claimId', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    expect(table('ClaimsTable')).not.toHaveProperty('GlobalSecondaryIndexes');
  });
});
