// Compiling before saving: only what is new is examined for its effort, and not for longer than a caller waits.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DictionaryId, newDictionaryId, newRuleId } from '../../../shared/kernel/ids.ts';
import { dictionaryFinder } from '../../../shared/policies/active/load-policy.ts';
import { checkSource } from '../../../shared/policies/check-source.ts';
import type { Dictionary } from '../../../shared/policies/dictionaries/dictionary.ts';
import type { RuleForm } from '../../../shared/policies/record.ts';
import { compilePolicy } from '../../../shared/rules/compile.ts';

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
  dictionaries: { find: async () => null, readTerms: async () => [] },
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

describe('the terms of all dictionaries together', () => {
  const ids = [1, 2, 3].map(() => newDictionaryId());
  const naming = (id: DictionaryId): RuleForm => ({
    ...rule('a'),
    rule_type: 'aho_corasick',
    config: { dictionary_id: id },
  });
  const terms = (place: number): string[] =>
    Array.from({ length: 70_000 }, (_, at) => `${place}${randomWord(at)}`);
  const randomWord = (at: number): string =>
    createHash('sha256').update(String(at)).digest('hex').slice(0, 24);
  const portsWith = (read: string[], each: (place: number) => readonly string[]) => ({
    ...portsAt(() => 0),
    dictionaries: {
      find: async (id: DictionaryId) =>
        ({
          dictionaryId: id,
          hash: id,
          chunks: 1,
          termCount: each(0).length,
        }) as unknown as Dictionary,
      readTerms: async (id: DictionaryId) => {
        read.push(id);
        return [...each(ids.indexOf(id))];
      },
    },
  });

  it('are refused where loading would fail, by the same measure', async () => {
    const all = [0, 1, 2].map(terms);
    const ports = portsWith([], (place) => all[place] ?? []);
    const saved = await checkSource(source(ids.map(naming)), () => true, ports);
    expect(saved).toMatchObject({ kind: 'refused', refusals: [{ param: 'rules' }] });
    const stored = new Map(all.map((each, place) => [ids[place], { hash: 'x', terms: each }]));
    const loaded = compilePolicy(source(ids.map(naming)), {
      isWriteTime: false,
      findDictionary: dictionaryFinder(stored as never),
    });
    expect(loaded).toMatchObject({
      kind: 'refused',
      refusals: saved.kind === 'refused' ? saved.refusals : [],
    });
  });

  it('are not read where they are few', async () => {
    const read: string[] = [];
    const few = portsWith(read, () => ['a', 'b']);
    expect((await checkSource(source(ids.map(naming)), () => true, few)).kind).toBe('fine');
    expect(read).toEqual([]);
  });

  it('are fine where loading is', async () => {
    const read: string[] = [];
    const short = Array.from({ length: 12_000 }, (_, at) => `w${at}`);
    const ports = portsWith(read, () => short);
    expect((await checkSource(source(ids.map(naming)), () => true, ports)).kind).toBe('fine');
    expect(read).toHaveLength(3);
  });
});
