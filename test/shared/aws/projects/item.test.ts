// Items of the Projects table: what is written is read back the same, and what is damaged is never guessed.
import { describe, expect, it } from 'vitest';
import {
  fromAccountTokensItem,
  fromProjectItem,
  toAccountTokensItem,
  toProjectItem,
} from '../../../../shared/aws/projects/item.ts';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import type { PolicyId } from '../../../../shared/kernel/ids.ts';
import { projectAt, scopeOf, tokenRecord } from '../../../support/proxy.ts';

const project = projectAt('https://llm.example.com', {
  description: 'd',
  allowedIps: ['198.51.100.0/24'],
  modelProviders: { 'llama-': 'groq' },
  allowedModels: ['gpt-4o*', 'claude-sonnet-5-5'],
  rateLimitRpm: 600,
  rateLimitOnStoreFailure: 'open',
  policy: {
    policyId: 'pol_0000000000000000000000' as PolicyId,
    version: 7,
    hash: '0123456789abcdef'.repeat(4),
  },
  streamingMode: 'buffered',
  filterAllMessages: true,
});
const item = toProjectItem(project);
const [token = tokenRecord('openai', null)] = Object.values(project.tokens);
const { tokenId } = token;
const withToken = (changes: object) => ({
  tokens: { ...project.tokens, [tokenId]: { ...token, ...changes } },
});

describe('a project item', () => {
  it('reads as the project that was written', () => {
    expect(fromProjectItem(item)).toEqual(project);
    const bare = projectAt('x', { ...scopeOf(tokenRecord('openai', null)), description: '' });
    expect(fromProjectItem(toProjectItem(bare))).toEqual(bare);
  });

  it('from before there was the setting refuses calls while they cannot be counted', () => {
    const old = { ...item, rateLimitOnStoreFailure: undefined };
    expect(fromProjectItem(old).rateLimitOnStoreFailure).toBe('closed');
  });

  it('from before there were policies has none, and streams as its rules allow', () => {
    const { allowedModels, policy, streamingMode, filterAllMessages, ...old } = item;
    expect(fromProjectItem(old)).toMatchObject({
      allowedModels: null,
      policy: null,
      streamingMode: 'auto',
      filterAllMessages: false,
    });
  });

  it('stands in the list by its time, and holds no null', () => {
    expect(item).toMatchObject({ pk: project.projectId, sk: 'project', listPk: 'projects' });
    expect(item['listSk']).toBe(`${project.createdAt}#${project.projectId}`);
    const bare = toProjectItem(projectAt('x', scopeOf(tokenRecord('openai', null))));
    expect(JSON.stringify(bare)).not.toContain('null');
  });

  it.each<[string, object]>([
    ['no id', { pk: 'account' }],
    ['a flag that is text', { isActive: 'true' }],
    ['no flag', { isActive: undefined }],
    ['an address list that is text', { allowedIps: '198.51.100.7' }],
    ['an empty address list', { allowedIps: [] }],
    ['an address list of numbers', { allowedIps: [1] }],
    ['a null address list', { allowedIps: null }],
    ['a model list that is text', { allowedModels: 'gpt-4o' }],
    ['an empty model list', { allowedModels: [] }],
    ['a null model list', { allowedModels: null }],
    ['a null policy', { policy: null }],
    ['a policy that is text', { policy: 'pol_0000000000000000000000@7' }],
    ['a policy without a hash', { policy: { policyId: 'pol_0000000000000000000000', version: 7 } }],
    ['a policy of another kind', { policy: { ...project.policy, policyId: project.projectId } }],
    ['a policy with half a version', { policy: { ...project.policy, version: 0.5 } }],
    ['a policy with a short hash', { policy: { ...project.policy, hash: 'abc' } }],
    ['another streaming mode', { streamingMode: 'fast' }],
    ['a filter flag that is text', { filterAllMessages: 'true' }],
    ['a rate limit in text', { rateLimitRpm: '60' }],
    ['a rate limit of nought', { rateLimitRpm: 0 }],
    ['a fractional rate limit', { rateLimitRpm: 0.5 }],
    ['a rate limit that is too large', { rateLimitRpm: 10_001 }],
    ['a null rate limit', { rateLimitRpm: null }],
    ['another policy for failures', { rateLimitOnStoreFailure: 'maybe' }],
    ['no model mapping', { modelProviders: undefined }],
    ['a model mapping to numbers', { modelProviders: { a: 1 } }],
    ['no tokens', { tokens: undefined }],
    ['tokens in a list', { tokens: [] }],
    ['a token under another id', { tokens: { [tokenId]: { tokenId: 'tok_x' } } }],
    ['a default of an unknown token', { defaults: { openai: `tok_${'z'.repeat(22)}` } }],
    ["a default of another provider's token", { defaults: { anthropic: tokenId } }],
    ['a token without a secret', withToken({ secretId: undefined })],
    ['a token with an address that is no text', withToken({ baseUrl: 7 })],
    ['no revision', { rev: undefined }],
  ])('with %s is an internal_error', (_what, changes) => {
    expect(() => fromProjectItem({ ...item, ...changes })).toThrow(ApiError);
    expect(() => fromProjectItem({ ...item, ...changes })).toThrow('on our side');
  });
});

describe("the account's item", () => {
  it('reads as the scope that was written, empty when it never was', () => {
    const scope = scopeOf(tokenRecord('openai', null));
    expect(fromAccountTokensItem(toAccountTokensItem(scope))).toEqual(scope);
    expect(fromAccountTokensItem(null)).toEqual({ tokens: {}, defaults: {}, rev: 0 });
  });
});
