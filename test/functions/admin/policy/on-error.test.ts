// A rule that asks somebody and blocks says what counts when nobody answers: by decision, not by accident.
import { describe, expect, it } from 'vitest';
import { newPolicy, ruleBody } from '../../../support/admin-policies.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const CONFIGS = {
  webhook: { url: 'https://example.com/judge' },
  llm_detection: { model: 'gpt-4o', instructions: 'Is it rude?' },
};
const unsaid = (path = '') => ({
  ...{ status: 422, code: 'validation_error' },
  param: `${path}config.decision_on_error`,
});

describe.each(['webhook', 'llm_detection'] as const)('%s', (rule_type) => {
  const config = CONFIGS[rule_type];
  const said = { ...config, decision_on_error: 'block' };

  it('that blocks is not made without saying it', async () => {
    const { path } = await newPolicy(admin);
    const body = ruleBody({ rule_type, decision: 'block', config });
    expect(errorOf(await admin.call('POST', `${path}/rules`, { body }))).toEqual(unsaid());
    const whole = { name: 'x', rules: [ruleBody(), body] };
    const answer = await admin.call('POST', '/api/v1/policies', { body: whole });
    expect(errorOf(answer)).toEqual(unsaid('rules.1.'));
    const spoken = ruleBody({ rule_type, decision: 'block', config: said });
    expect((await admin.call('POST', `${path}/rules`, { body: spoken })).status).toBe(201);
  });

  it('that flags may be silent, until it is to block; then it may not be silenced', async () => {
    const { path } = await newPolicy(admin);
    const flagging = ruleBody({ rule_type, decision: 'flag', config });
    const made = await admin.call('POST', `${path}/rules`, { body: flagging });
    expect(made.status).toBe(201);
    const own = `${path}/rules/${made.body.id}`;
    const change = (body: object) => admin.call('PATCH', own, { body });
    expect(errorOf(await change({ decision: 'block' }))).toEqual(unsaid());
    expect((await change({ decision: 'block', config: said })).status).toBe(200);
    expect(errorOf(await change({ config }))).toEqual(unsaid());
    expect((await change({ name: 'Another' })).status).toBe(200);
  });
});
