// Trying rules that ask: with a project's own token, within a time, and telling when there was no answer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPolicy, ruleBody, tried } from '../../../support/admin-policies.ts';
import { type AdminSystem, startAdminSystem } from '../../../support/admin-system.ts';
import { type MockProvider, startMockProvider } from '../../../support/mock-provider.ts';
import { errorOf, newProject, newToken, TOKEN_VALUE } from '../../../support/use-admin.ts';

let admin: AdminSystem;
let mock: MockProvider;
let projectId: string;

beforeAll(async () => {
  mock = await startMockProvider();
  admin = await startAdminSystem(mock.origin);
  const project = await newProject(admin);
  projectId = project.id;
  await newToken(admin, project.path, { provider: 'openai', base_url: `${mock.origin}/v1` });
});
beforeEach(() => mock.reset());
afterAll(() => Promise.all([admin.close(), mock.close()]));

const judgeRule = (changes: object = {}) =>
  ruleBody({
    ...{ name: 'Rude', rule_type: 'llm_detection', decision: 'block', order: 1 },
    config: {
      model: 'gpt-4o',
      instructions: 'Is it rude?',
      timeout_ms: 400,
      decision_on_error: 'allow',
    },
    ...changes,
  });

const judge = (score: unknown): void => {
  mock.fallback = (_request, response) => {
    const message = { role: 'assistant', content: JSON.stringify({ score }) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ index: 0, message }] }));
  };
};

describe('a tried rule that asks a model', () => {
  it('asks about the rewritten text, with the token of the project that is named', async () => {
    judge(0.9);
    const policy = await newPolicy(admin, { rules: [ruleBody(), judgeRule()] });
    const { body } = await tried(admin, policy.path, 'apollo11', { project_id: projectId });
    expect(body).toMatchObject({ decision: 'block', modified_message: null, skipped: [] });
    expect(body.triggered_rules).toMatchObject([
      { rule_name: 'Test rule' },
      { rule_name: 'Rude', rule_type: 'llm_detection', decision: 'block' },
    ]);
    // What a model judged as a whole has no place in the text.
    expect(body.match_info.matches).toEqual([{ value: 'apollo11', start: 0, end: 8 }]);
    const [request, ...others] = mock.requests;
    expect(others).toEqual([]);
    expect(request?.headers['authorization']).toBe(`Bearer ${TOKEN_VALUE}`);
    expect(request?.body).toContain('[PROJECT]');
    expect(request?.body).not.toContain('apollo11');
  });

  it('lets pass what scores below its threshold', async () => {
    judge(0.1);
    const policy = await newPolicy(admin, { rules: [judgeRule()] });
    const { body } = await tried(admin, policy.path, 'good day', { project_id: projectId });
    expect(body).toMatchObject({ decision: 'allow', matched: false, skipped: [] });
  });

  it.each([
    'allow',
    'block',
  ])('without an answer decides %s, as told, and says so', async (word) => {
    mock.fallback = (_request, response) => void response.destroy();
    const config = {
      ...{ model: 'gpt-4o', instructions: 'Is it rude?' },
      ...{ timeout_ms: 400, decision_on_error: word },
    };
    const policy = await newPolicy(admin, { rules: [judgeRule({ config })] });
    const { body, status } = await tried(admin, policy.path, 'x', { project_id: projectId });
    expect([status, body.decision]).toEqual([200, word]);
    expect(body.skipped).toMatchObject([
      { rule_name: 'Rude', reason: 'It got no answer, so its decision_on_error counts.' },
    ]);
  });

  it('is not asked without a project, nor after a block', async () => {
    const blocking = ruleBody({ decision: 'block' });
    const policy = await newPolicy(admin, { rules: [blocking, judgeRule()] });
    const alone = await tried(admin, policy.path, 'x');
    expect(alone.body.skipped).toMatchObject([{ reason: expect.stringContaining('project_id') }]);
    const after = await tried(admin, policy.path, 'apollo11', { project_id: projectId });
    expect(after.body).toMatchObject({ decision: 'block' });
    expect(after.body.skipped).toMatchObject([{ reason: expect.stringContaining('blocks') }]);
    expect(mock.requests).toEqual([]);
  });

  it.each(['proj_1', `proj_${'0'.repeat(22)}`])('of the project %s is 422', async (project_id) => {
    const policy = await newPolicy(admin, { rules: [judgeRule()] });
    const answer = await tried(admin, policy.path, 'x', { project_id });
    expect(errorOf(answer)).toMatchObject({ status: 422, param: 'project_id' });
  });
});
