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
    ['a condition', { Statement: { Effect: 'Allow', Action: 'a', Resource: 'b', Condition: {} } }],
  ])('are refused as a whole for %s', (_name, document) => {
    expect(() => readPolicy(document)).toThrow(TypeError);
  });
});
