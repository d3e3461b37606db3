// POST /policies, when it works: a policy, its rules and its first version at once.
import { describe, expect, it } from 'vitest';
import { newPolicy, ruleBody, tried } from '../../../support/admin-policies.ts';
import { USER_ARN } from '../../../support/admin-system.ts';
import { useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const NOW = '2026-11-22T12:00:00.000Z';

describe('a new policy', () => {
  it('answers 201 with exactly the fields of the contract', async () => {
    const { id, answer } = await newPolicy(admin, { description: 'What it is for' });
    expect(answer.status).toBe(201);
    expect(id).toMatch(/^pol_[0-9A-Za-z]{22}$/);
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.body).toEqual({
      id,
      name: 'Test policy',
      description: 'What it is for',
      enforcement_mode: 'enforce',
      rule_count: 0,
      version: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      active_projects: 0,
      created_at: NOW,
      created_by: USER_ARN,
      updated_at: NOW,
      revision: 1,
    });
  });

  it('takes its rules along, with what was not sent filled in', async () => {
    const rules = [
      ruleBody({ description: 'd', order: 5, block_message: 'No.', enforcement_mode: 'monitor' }),
      ruleBody({ direction: 'both', is_enabled: false }),
    ];
    const { path, id } = await newPolicy(admin, { rules });
    const listed = (await admin.call('GET', `${path}/rules`)).body;
    const common = { policy_id: id, created_at: NOW, updated_at: NOW, revision: 1 };
    expect(listed).toEqual({
      rules: [
        {
          ...ruleBody({ is_enabled: false, enforcement_mode: 'inherit', order: 0 }),
          ...common,
          id: expect.stringMatching(/^rule_[0-9A-Za-z]{22}$/),
          description: null,
          block_message: null,
        },
        {
          ...ruleBody({ description: 'd', order: 5, is_enabled: true }),
          ...common,
          id: expect.stringMatching(/^rule_[0-9A-Za-z]{22}$/),
          block_message: 'No.',
          enforcement_mode: 'monitor',
        },
      ],
      total: 2,
      next_cursor: null,
    });
  });

  it('of the starter preset masks personal data and credentials at once', async () => {
    const { path, answer } = await newPolicy(admin, { preset: 'starter' });
    expect(answer.body.rule_count).toBeGreaterThan(4);
    const { body } = await tried(admin, path, 'Write to jane@example.com today');
    expect(body).toMatchObject({ decision: 'mask', modified_message: 'Write to [EMAIL] today' });
  });

  it('shows the key for its hashes nowhere', async () => {
    const { id, path, answer } = await newPolicy(admin, { rules: [ruleBody()] });
    const rows = await admin.dynamo.rows(admin.dynamo.projectsTable);
    const version = rows.find(({ pk, sk }) => pk === id && sk === 'version#00000001');
    const key = Buffer.from(version?.['hashKey'] as Uint8Array);
    expect(key).toHaveLength(32);
    const texts = [
      answer.text,
      (await admin.call('GET', path)).text,
      (await admin.call('GET', `${path}/versions/1`)).text,
      (await admin.call('GET', '/api/v1/audit')).text,
      admin.logs.join(),
    ].join();
    for (const form of ['base64', 'base64url', 'hex'] as const)
      expect(texts).not.toContain(key.toString(form));
  });
});

describe('presets', () => {
  it('are rules that a policy takes as they are', async () => {
    const { body, status } = await admin.call('GET', '/api/v1/rule-presets');
    expect(status).toBe(200);
    expect(body.presets.length).toBeGreaterThan(10);
    const rules = body.presets.map(({ name, rule_type, config }: Record<string, unknown>) =>
      ruleBody({ name, rule_type, config }),
    );
    expect((await newPolicy(admin, { rules })).answer.status).toBe(201);
  });
});
