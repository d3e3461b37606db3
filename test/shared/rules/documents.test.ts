// docs/rules says what the code does: patterns that it shows work or are refused so, fields that it lists are read.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unicodeClassNames } from '../../../shared/matching/regex/unicode-sets.ts';
import { compilePolicy } from '../../../shared/rules/compile.ts';
import { createStreamGuard } from '../../../shared/rules/guard/stream-guard.ts';
import { presets } from '../../../shared/rules/presets.ts';
import { ruleTypes } from '../../../shared/rules/rule-source.ts';
import { compilePattern, NO_FLAGS } from '../../../shared/rules/rules/pattern-source.ts';
import { secretNames } from '../../../shared/rules/rules/secret-formats.ts';
import { engineOf, matchesIn } from '../matching/regex/scan.ts';
import { policyOf, termRule } from './helpers.ts';

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/rules/${name}`, import.meta.url), 'utf8');

/** The part of a page under a heading. */
const section = (text: string, heading: string): string =>
  text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

/** Cells of the rows of the tables in a text. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );

const codes = (cell: string): string[] =>
  Array.from(cell.matchAll(/`([^`]+)`/g), (match) => match[1] ?? '');

describe('syntax.md', () => {
  const syntax = page('syntax.md');

  test.each(rows(section(syntax, 'Supported')))('%s: %s', (patterns = '', _ = '', example = '') => {
    const all = codes(patterns);
    expect(all.length).toBeGreaterThan(0);
    for (const pattern of all) expect(compilePattern(pattern, NO_FLAGS, true)).toBeTypeOf('object');
    const [text] = example === '` `' ? [' '] : codes(example);
    if (text === undefined) return;
    const found = all.map((pattern) => matchesIn(engineOf([pattern]), text)[0]?.[0]);
    expect(found).toContainEqual([0, text.length]);
  });

  test.each(rows(section(syntax, 'Refused')))('%s: %s', (patterns = '', reason = '') => {
    expect(codes(patterns).length).toBeGreaterThan(0);
    for (const pattern of codes(patterns))
      expect(compilePattern(pattern, NO_FLAGS, true), pattern).toContain(reason);
  });

  test('the Unicode classes are those that exist', () => {
    const listed = codes(/^Unicode classes: [\s\S]*?\n\n/m.exec(syntax)?.[0] ?? '');
    expect(listed.sort()).toEqual([...unicodeClassNames].sort());
  });
});

describe('rule-types.md', () => {
  const types = page('rule-types.md');

  /** The fields that compiling a rule looks at. */
  function fieldsRead(rule_type: string): string[] {
    const fields = new Set<string>();
    const config = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: (target, field) => {
          fields.add(String(field));
          return Object.getOwnPropertyDescriptor(target, field);
        },
      },
    );
    const rule = { name: 'r', rule_type, direction: 'all', decision: 'allow', config };
    compilePolicy({ rules: [rule] });
    return [...fields].filter((field) => field !== 'toJSON').sort();
  }

  test.each(ruleTypes)('%s: the fields that are listed are the fields that are read', (type) => {
    const listed = rows(section(types, type)).map(([field = '']) => codes(field)[0] ?? '');
    expect(listed.sort()).toEqual(fieldsRead(type));
  });

  test.each(
    ruleTypes,
  )('%s: the defaults that are listed are accepted, and change nothing', (type) => {
    const defaults = rows(section(types, type)).flatMap(([field = '', value = '']) => {
      const [text] = codes(value);
      return text === undefined ? [] : [[codes(field)[0] ?? '', JSON.parse(text)]];
    });
    const needed: Readonly<Record<string, object>> = {
      regex: { patterns: [{ pattern: 'x' }] },
      aho_corasick: { terms: ['x'] },
      language_detection: { languages: ['de'] },
      llm_detection: { model: 'm', instructions: 'i' },
      webhook: { url: 'https://a.example' },
    };
    const plans = [{}, Object.fromEntries(defaults)].map((config) => {
      const rule = { name: 'r', rule_type: type, direction: 'all', decision: 'allow' };
      const result = compilePolicy({
        rules: [{ ...rule, config: { ...needed[type], ...config } }],
      });
      expect(result.kind).toBe('compiled');
      return result.kind === 'compiled' ? JSON.stringify(result.policy.plans) : '';
    });
    expect(plans[1]).toBe(plans[0]);
  });

  test('the credentials are those that are known', () => {
    const [types_ = []] = rows(section(types, 'secret')).filter(([field]) => field === '`types`');
    expect(codes(types_[2] ?? '').sort()).toEqual([...secretNames].sort());
  });
});

describe('streaming.md', () => {
  const ruleOf: Readonly<Record<string, object>> = {
    'Project Apollo': termRule(['Project Apollo']),
    url_filter: { rule_type: 'url_filter', config: { deny_domains: ['b.example'] } },
  };

  test.each(
    rows(section(page('streaming.md'), 'What is held back')),
  )('%s with %s: %s is held', (text = '', rule = '', held = '') => {
    const [name = ''] = codes(rule);
    const found = ruleOf[name] ?? presets.find(({ id }) => id === name) ?? {};
    const guard = createStreamGuard(policyOf([found]).plans.outbound);
    const [before = ''] = codes(text);
    const [expected = ''] = codes(held);
    expect(guard.push(before).text + expected).toBe(before);
  });
});
