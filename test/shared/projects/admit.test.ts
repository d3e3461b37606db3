// Admission: an active project, an address and models inside the lists of key and project, and nothing else.
import { describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS, type Restrictions } from '../../../shared/contracts/principal.ts';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { admit, isModelAllowed, requireAdmission } from '../../../shared/projects/admit.ts';
import type { Project } from '../../../shared/projects/project.ts';
import { PRINCIPAL, projectAt } from '../../support/proxy.ts';

const project = (changes: Partial<Project> = {}): Project => projectAt('http://127.0.0.1', changes);
const applicant = (
  restrictions: Partial<Restrictions> = {},
  changes: Partial<Parameters<typeof admit>[0]> = {},
) => ({
  principal: { ...PRINCIPAL, restrictions: { ...NO_RESTRICTIONS, ...restrictions } },
  project: project(),
  sourceIp: '198.51.100.7',
  models: ['gpt-4o'],
  ...changes,
});
const codeOf = (...args: Parameters<typeof applicant>): string => {
  const admission = admit(applicant(...args));
  return admission.kind === 'refused' ? admission.code : 'admitted';
};

describe('admit', () => {
  it('admits an unrestricted key of an active project', () => {
    expect(codeOf()).toBe('admitted');
  });

  it('refuses when the project is switched off or gone', () => {
    expect(codeOf({}, { project: project({ isActive: false }) })).toBe('project_inactive');
    expect(codeOf({}, { project: null })).toBe('project_inactive');
  });

  it.each<[string, readonly string[] | null, readonly string[] | null, string]>([
    ['inside both', ['198.51.100.0/24'], ['198.51.100.7'], 'admitted'],
    ["outside the key's", ['203.0.113.0/24'], null, 'ip_not_allowed'],
    ["outside the project's", null, ['203.0.113.0/24'], 'ip_not_allowed'],
    ["inside the key's only", ['198.51.100.7'], ['203.0.113.1'], 'ip_not_allowed'],
  ])('judges an address %s list', (_where, ofKey, ofProject, expected) => {
    expect(codeOf({ allowedIps: ofKey }, { project: project({ allowedIps: ofProject }) })).toBe(
      expected,
    );
  });

  it.each([
    '',
    'unknown',
    '198.51.100.7, 203.0.113.1',
    '::ffff:198.51.100.8',
  ])('refuses the address %j against a list', (sourceIp) => {
    expect(codeOf({ allowedIps: ['198.51.100.7'] }, { sourceIp })).toBe('ip_not_allowed');
  });

  it('wants every named model on the list', () => {
    expect(codeOf({ models: ['gpt-4o'] })).toBe('admitted');
    expect(codeOf({ models: ['gpt-4o'] }, { models: ['gpt-4o', 'o1'] })).toBe('model_not_allowed');
    expect(codeOf({ models: ['gpt-4o'] }, { models: [] })).toBe('admitted');
  });

  it.each<[string, readonly string[] | null, readonly string[] | null, string]>([
    ['on both lists', ['gpt-4o'], ['gpt-*'], 'admitted'],
    ["on no list of the project's", null, ['claude-*'], 'model_not_allowed'],
    ["on the key's list only", ['gpt-4o'], ['gpt-4o-mini'], 'model_not_allowed'],
    ["on the project's list only", ['gpt-4o-mini'], ['gpt-4o'], 'model_not_allowed'],
    ["on the project's list, for any key", null, ['gpt-4o'], 'admitted'],
  ])('judges a model %s', (_where, ofKey, ofProject, expected) => {
    expect(codeOf({ models: ofKey }, { project: project({ allowedModels: ofProject }) })).toBe(
      expected,
    );
  });

  it('tells project, then address, then model', () => {
    const all = { allowedIps: ['203.0.113.1'], models: ['none'] };
    expect(codeOf(all, { project: null })).toBe('project_inactive');
    expect(codeOf(all)).toBe('ip_not_allowed');
  });
});

describe('isModelAllowed', () => {
  it.each([
    ['gpt-4o', ['gpt-4o'], true],
    ['gpt-4o-mini', ['gpt-4o'], false],
    ['gpt-4o-mini', ['gpt-4o*'], true],
    ['gpt-4', ['gpt-4o*'], false],
    ['anything', ['*'], true],
    ['GPT-4o', ['gpt-4o'], false],
    [' gpt-4o', ['gpt-4o'], false],
    ['gpt-4o ', ['gpt-4o'], false],
    ['gpt‐4o', ['gpt-4o'], false],
    ['g*', ['g*'], true],
    ['gpt-4o', ['g*o'], false],
    ['gpt-4o', [], false],
  ])('%j against %j: %s', (model, allowed, expected) => {
    expect(isModelAllowed(model, allowed)).toBe(expected);
  });
});

describe('requireAdmission', () => {
  it('gives the project or throws the refusal', () => {
    const given = applicant();
    expect(requireAdmission(given)).toBe(given.project);
    expect(() => requireAdmission({ ...given, project: null })).toThrow(ApiError);
  });
});
