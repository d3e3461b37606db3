// Compiling before saving: only what is new is examined for its effort, and not for longer than a caller waits.
import { expect, it } from 'vitest';
import { newRuleId } from '../../../shared/kernel/ids.ts';
import { checkSource } from '../../../shared/policies/check-source.ts';
import type { RuleForm } from '../../../shared/policies/record.ts';

const rule = (pattern: string): RuleForm => ({
  id: newRuleId(),
  name: 'A rule',
  rule_type: 'regex',
  direction: 'all',
  decision: 'mask',
  order: 0,
  config: { patterns: [{ pattern }] },
  is_enabled: true,
  enforcement_mode: 'inherit',
});
const source = (rules: readonly RuleForm[]) => ({ enforcement_mode: 'enforce' as const, rules });
const portsAt = (clock: () => number) => ({
  dictionaries: { find: async () => null },
  webhookUrlFault: () => null,
  clock,
});
/** Accepted by who only loads it, refused by who examines it. */
const COSTLY = '[ab]*a[ab]{60}x[ab]{60}';

it('examines a new rule, and takes one that was examined before', async () => {
  const rules = [rule('a'), rule(COSTLY)];
  const ports = portsAt(() => 0);
  const examined = await checkSource(source(rules), () => true, ports);
  expect(examined).toMatchObject({
    kind: 'refused',
    refusals: [{ param: 'rules.1.config.patterns.0.pattern' }],
  });
  const taken = await checkSource(source(rules), (each) => each === rules[0], ports);
  expect(taken.kind).toBe('fine');
});

it('gives up when it takes longer than a caller waits', async () => {
  let nowMs = 0;
  const rules = Array.from({ length: 20 }, () => rule('a'));
  const ports = portsAt(() => {
    nowMs += 1_000;
    return nowMs;
  });
  expect(await checkSource(source(rules), () => true, ports)).toMatchObject({
    kind: 'refused',
    refusals: [{ param: 'rules', message: expect.stringContaining('take too long') }],
  });
  expect((await checkSource(source(rules.slice(0, 10)), () => true, ports)).kind).toBe('fine');
});

it('names each rule that is wrong by its place', async () => {
  const rules = [rule('('), rule('a'), rule('(?=a)')];
  const checked = await checkSource(
    source(rules),
    () => true,
    portsAt(() => 0),
  );
  const params = checked.kind === 'refused' ? checked.refusals.map(({ param }) => param) : [];
  expect(params).toEqual([
    'rules.0.config.patterns.0.pattern',
    'rules.2.config.patterns.0.pattern',
  ]);
});
