// Schedules of a template: rates of functions, everything else refused.
import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../../local/template/document.ts';
import { read, whole } from './toy-template.ts';

const rule = (changes: object = {}): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: 'rate(5 minutes)',
    State: 'ENABLED',
    Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, Id: 'Target0' }],
    ...changes,
  },
});
const schedules = (changes: object = {}) => read({ ...whole, Rule: rule(changes) }).schedules;

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('runs its function at %s', (ScheduleExpression, everyMs) => {
    expect(schedules({ ScheduleExpression })).toEqual([
      { ruleName: 'Rule', functionName: 'stack-Function', everyMs },
    ]);
  });

  it('that is disabled does not run', () => {
    expect(schedules({ State: 'DISABLED' })).toEqual([]);
  });

  it.each([
    ['a time of day', { ScheduleExpression: 'cron(0 12 * * ? *)' }, /rate/],
    ['an event pattern', { EventPattern: {} }, /sets EventPattern/],
    ['another target', { Targets: [{ Arn: 'arn:aws:sqs:x', Id: 'a' }] }, /target/],
    [
      'an input of its own',
      { Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, Id: 'a', Input: '{}' }] },
      /target/,
    ],
  ])('is refused with %s', (_what, changes, sentence) => {
    expect(() => schedules(changes)).toThrow(sentence);
  });
});
