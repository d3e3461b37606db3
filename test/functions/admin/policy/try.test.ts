// Trying a rule or a policy: what it would do to a text, told to whoever sent the text and to nobody else.
import { describe, expect, it } from 'vitest';
import { newPolicy, newRule, ruleBody, tried } from '../../../support/admin-policies.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a tried policy', () => {
  it('answers with exactly what it did and where', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    const { status, body } = await tried(admin, policy.path, 'on apollo11 and apollo13');
    expect(status).toBe(200);
    const triggered = { rule_name: 'Test rule', name: 'Test rule', rule_type: 'regex' };
    expect(body).toEqual({
      ...{ policy_id: policy.id, version: 2, matched: true, decision: 'mask' },
      modified_message: 'on [PROJECT] and [PROJECT]',
      block_message: null,
      match_info: {
        matches: [
          { value: 'apollo11', start: 3, end: 11 },
          { value: 'apollo13', start: 16, end: 24 },
        ],
      },
      triggered_rules: [
        {
          ...{ ...triggered, rule_id: rule.id, type: 'regex', decision: 'mask', monitoring: false },
          match_info: {
            count: 2,
            matches: [
              { start: 3, end: 11, length: 8 },
              { start: 16, end: 24, length: 8 },
            ],
          },
        },
      ],
      skipped: [],
    });
    expect((await tried(admin, policy.path, 'nothing')).body).toMatchObject({
      ...{ matched: false, decision: 'allow', modified_message: 'nothing', triggered_rules: [] },
    });
  });

  it('blocks, and then shows no text', async () => {
    const rules = [ruleBody({ decision: 'block', block_message: 'Not here.' })];
    const policy = await newPolicy(admin, { rules });
    expect((await tried(admin, policy.path, 'apollo11')).body).toMatchObject({
      ...{ decision: 'block', modified_message: null, block_message: 'Not here.' },
    });
  });

  it('looks in its direction, leaves out what is switched off, and only watches in monitor mode', async () => {
    const rules = [
      ruleBody({ direction: 'outbound' }),
      ruleBody({ is_enabled: false }),
      ruleBody({ enforcement_mode: 'monitor' }),
    ];
    const policy = await newPolicy(admin, { rules });
    const { body } = await tried(admin, policy.path, 'apollo11');
    expect(body).toMatchObject({ matched: true, decision: 'allow', modified_message: 'apollo11' });
    expect(body.triggered_rules).toMatchObject([{ monitoring: true }]);
    const outbound = await tried(admin, policy.path, 'apollo11', { direction: 'outbound' });
    expect(outbound.body.modified_message).toBe('[PROJECT]');
  });

  it('is tried at an older version when told', async () => {
    const policy = await newPolicy(admin, { rules: [ruleBody()] });
    const { body } = await admin.call('GET', `${policy.path}/rules`);
    await admin.call('DELETE', `${policy.path}/rules/${body.rules[0].id}`);
    expect((await tried(admin, policy.path, 'apollo11')).body.matched).toBe(false);
    const older = await tried(admin, policy.path, 'apollo11', { version: 1 });
    expect(older.body).toMatchObject({ version: 1, matched: true });
    const missing = await tried(admin, policy.path, 'apollo11', { version: 9 });
    expect(errorOf(missing)).toMatchObject({ status: 422, param: 'version' });
  });

  it('lists the rules that would ask somebody else', async () => {
    const config = {
      ...{ model: 'gpt-4o', instructions: 'Is it rude?' },
      decision_on_error: 'allow',
    };
    const rule = ruleBody({ name: 'Rude', rule_type: 'llm_detection', decision: 'block', config });
    const policy = await newPolicy(admin, { rules: [rule, ruleBody()] });
    const { body } = await tried(admin, policy.path, 'apollo11');
    expect(body).toMatchObject({ decision: 'mask', modified_message: '[PROJECT]' });
    expect(body.skipped).toMatchObject([{ rule_name: 'Rude', rule_type: 'llm_detection' }]);
  });

  it.each<[string, object, string]>([
    ['no message', { direction: 'inbound' }, 'message'],
    ['an empty message', { message: '', direction: 'inbound' }, 'message'],
    ['a long message', { message: 'x'.repeat(10_001), direction: 'inbound' }, 'message'],
    ['no direction', { message: 'x' }, 'direction'],
    ['both directions', { message: 'x', direction: 'all' }, 'direction'],
    ['version 0', { message: 'x', direction: 'inbound', version: 0 }, 'version'],
    ['more', { message: 'x', direction: 'inbound', store: true }, 'store'],
  ])('with %s is 422', async (_what, body, param) => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    for (const { path } of [policy, rule])
      expect(errorOf(await admin.call('POST', `${path}/test`, { body }))).toMatchObject({
        ...{ status: 422, param },
      });
  });
});

describe('a tried rule', () => {
  it('acts alone, and as if it were switched on and enforced', async () => {
    const policy = await newPolicy(admin, { enforcement_mode: 'monitor', rules: [ruleBody()] });
    const rule = await newRule(admin, policy, {
      ...{ is_enabled: false, enforcement_mode: 'monitor' },
      config: { patterns: [{ pattern: 'gemini', replacement: '[G]' }] },
    });
    const { body } = await tried(admin, rule.path, 'apollo11 gemini');
    expect(body).toMatchObject({ decision: 'mask', modified_message: 'apollo11 [G]' });
    expect(body.triggered_rules).toMatchObject([{ rule_id: rule.id, monitoring: false }]);
  });

  it('sees the text as the normalization rules of its policy show it', async () => {
    const view = {
      rule_type: 'normalization',
      decision: 'allow',
      config: { remove_diacritics: true },
    };
    const policy = await newPolicy(admin, { rules: [ruleBody(view)] });
    const config = { patterns: [{ pattern: 'resume', replacement: '[R]' }] };
    const rule = await newRule(admin, policy, { config });
    expect((await tried(admin, rule.path, 'a résumé')).body.modified_message).toBe('a [R]');
  });

  it('leaves no trace of the text: not in a table, not in an event, not in a log', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    const rows = async () =>
      Promise.all(
        [admin.dynamo.projectsTable, admin.dynamo.auditTable].map((name) =>
          admin.dynamo.rows(name),
        ),
      );
    const before = await rows();
    for (const { path } of [policy, rule]) await tried(admin, path, 'on apollo4711');
    expect(await rows()).toEqual(before);
    expect(admin.logs.join()).not.toContain('4711');
  });
});
