// IAM policy evaluation: wildcards, the precedence of Deny, and the refusal of what is not understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed, matchesPattern, readPolicy } from '../../../local/iam/policy.ts';

describe('a pattern', () => {
  it.each([
    ['*', '', true],
    ['a*', 'a/b/c', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbcd', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['proj_1*', 'proj_10', true],
    ['a.c', 'abc', false],
    ['', 'a', false],
  ])('%j against %j: %s', (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });

  it('agrees with a regular expression on everything', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 16 });
    fc.assert(
      fc.property(word, text, (pattern, candidate) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesPattern(pattern, candidate)).toBe(new RegExp(`^${source}$`).test(candidate));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no time over a hostile one', () => {
    expect(matchesPattern('*a'.repeat(200), 'a'.repeat(199))).toBe(false);
  });
});

const conditional = (Condition: object, Effect = 'Allow') => ({
  Statement: { Effect, Action: 'dynamodb:UpdateItem', Resource: 'table/a', Condition },
});
const ATTRIBUTES = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'used'] } };

describe('a condition', () => {
  const may = (Condition: object, context: Record<string, string[]> | null): boolean =>
    isAllowed(readPolicy(conditional(Condition)), 'dynamodb:UpdateItem', 'table/a', context);

  it('holds when all values are among the allowed ones', () => {
    expect(may(ATTRIBUTES, { 'dynamodb:Attributes': ['id', 'used'] })).toBe(true);
    expect(may(ATTRIBUTES, { 'dynamodb:Attributes': ['id', 'status'] })).toBe(false);
  });

  it('may be on the beginning of a value', () => {
    const leading = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['calls#*'] } };
    expect(may(leading, { 'dynamodb:LeadingKeys': ['calls#1'] })).toBe(true);
    expect(may(leading, { 'dynamodb:LeadingKeys': ['usage#1'] })).toBe(false);
  });

  it('is one of several that all have to hold', () => {
    const both = { ...ATTRIBUTES, StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } };
    const attributes = { 'dynamodb:Attributes': ['id'] };
    expect(may(both, { ...attributes, 'dynamodb:ReturnValues': ['NONE'] })).toBe(true);
    expect(may(both, { ...attributes, 'dynamodb:ReturnValues': ['ALL_NEW'] })).toBe(false);
    expect(may(both, attributes)).toBe(true);
  });

  it('never holds for a call of which nothing is known', () => {
    expect(may(ATTRIBUTES, null)).toBe(false);
  });
});

describe('statements', () => {
  const statements = readPolicy({
    Statement: [
      { Effect: 'Allow', Action: ['dynamodb:Get*'], Resource: 'table/a*' },
      { Effect: 'Deny', Action: '*', Resource: 'table/a-secret' },
    ],
  });

  it.each([
    ['dynamodb:GetItem', 'table/a', true],
    ['DYNAMODB:getitem', 'table/a', true],
    ['dynamodb:PutItem', 'table/a', false],
    ['dynamodb:GetItem', 'TABLE/a', false],
    ['dynamodb:GetItem', 'table/b', false],
    ['dynamodb:GetItem', 'table/a-secret', false],
  ])('%s on %s: %s', (action, resource, allowed) => {
    expect(isAllowed(statements, action, resource)).toBe(allowed);
  });

  it('allow nothing when there are none', () => {
    expect(isAllowed([], 'a:b', 'c')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['no statement', {}],
    ['an empty list', { Statement: [] }],
    ['an effect that is none', { Statement: { Effect: 'allow', Action: 'a', Resource: 'b' } }],
    ['no action', { Statement: { Effect: 'Allow', Resource: 'b' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: 'a' } }],
    ['NotAction', { Statement: { Effect: 'Allow', NotAction: 'a', Action: 'a', Resource: 'b' } }],
    ['an unknown operator', conditional({ Bool: { 'dynamodb:Attributes': 'a' } })],
    ['an unknown condition key', conditional({ StringEqualsIfExists: { 'aws:SourceVpc': 'a' } })],
    ['a Deny with a condition', conditional(ATTRIBUTES, 'Deny')],
  ])('are refused as a whole for %s', (_name, document) => {
    expect(() => readPolicy(document)).toThrow(TypeError);
  });
});
