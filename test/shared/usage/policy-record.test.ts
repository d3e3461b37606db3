// What rules did is kept within bounds, and adds up by rule.
import { expect, it } from 'vitest';
import { boundedEvents, ruleCountsOf, ruleUsageOf } from '../../../shared/usage/policy-record.ts';
import { policyRecord } from '../../support/usage.ts';

const match = { start: 0, end: 4, length: 4, hash: null };

it('a record keeps 100 rules, those that changed something first, and 200 matches', () => {
  const events = Array.from({ length: 150 }, (_, i) => ({
    ruleId: `rule_${i}`,
    monitoring: i < 100,
    count: 30,
    matches: Array.from({ length: 30 }, () => match),
  }));
  const kept = boundedEvents(policyRecord(events).events);
  expect(kept.map(({ ruleId }) => ruleId).slice(49, 51)).toEqual(['rule_149', 'rule_0']);
  expect(kept).toHaveLength(100);
  expect(kept.map(({ matches }) => matches.length).slice(9, 11)).toEqual([20, 0]);
  expect(kept.every(({ count }) => count === 30)).toBe(true);
});

it('a rule may have any name', () => {
  const record = policyRecord([{ ruleId: 'a#inbound#b' }, { ruleId: '__proto__' }]);
  expect(ruleUsageOf(ruleCountsOf(record)).map(({ ruleId }) => ruleId)).toEqual([
    '__proto__',
    'a#inbound#b',
  ]);
});

it('a sum that nobody wrote is an error', () => {
  expect(() => ruleUsageOf({ 'rule_1#sideways#mask#enforce#requests': 1 })).toThrow('wrong name');
});

it('counts what a rule did not get to know beside what it found', () => {
  const event = (changes: object) => ({
    ...({ ruleId: 'rule_1', direction: 'inbound', decision: 'block', monitoring: false } as const),
    ...{ count: 0, matches: [] },
    ...changes,
  });
  const events = [event({ failures: 1 }), event({ count: 2 }), event({ failures: 1 })];
  const [usage] = ruleUsageOf(ruleCountsOf({ policyId: 'pol_1', version: 1, events }));
  expect(usage).toMatchObject({ requests: 1, matches: 2, failures: 2 });
  const only = ruleUsageOf(
    ruleCountsOf({ policyId: 'pol_1', version: 1, events: events.slice(0, 1) }),
  );
  expect(only).toMatchObject([{ requests: 0, matches: 0, failures: 1 }]);
});
