// Policies and texts under which matches pile up: open ones, swallowed ones, exempt ones, nested ones.
import { regexRule, termRule } from './helpers.ts';

export type Hostile = {
  readonly name: string;
  readonly rules: readonly object[];
  /** About `length` characters. */
  readonly text: (length: number) => string;
};

const secret = { rule_type: 'secret', config: {} };
const ids = { rule_type: 'structured_id', config: { detect_national_ids: true } };
const urls = {
  rule_type: 'url_filter',
  config: { deny_domains: ['e.com'], detect_bare_domains: true },
};
const repeat =
  (unit: string, before = '', after = '') =>
  (length: number): string =>
    before + unit.repeat(Math.ceil(length / unit.length)) + after;
const KEY = `sk-ant-${'A'.repeat(30)}`;

export const HOSTILE: readonly Hostile[] = [
  {
    name: 'a key that cannot be replaced yet, then matches',
    rules: [regexRule('x.*z'), regexRule('a'), secret],
    text: repeat('a', `x ${KEY} `),
  },
  {
    name: 'matches inside an endless key',
    rules: [secret, regexRule('x')],
    text: repeat('x', 'sk-ant-'),
  },
  {
    name: 'matches before a key',
    rules: [regexRule('b.*z|b'), regexRule('a'), secret],
    text: repeat('a', 'b', ` ${KEY}`),
  },
  {
    name: 'matches in text held too long',
    rules: [regexRule('q.*z'), regexRule('a'), regexRule('zz9', '', { decision: 'block' })],
    text: repeat('az', 'q'),
  },
  {
    name: 'matches that may become exempt',
    rules: [regexRule('a.*z', '', { decision: 'allow' }), regexRule('b')],
    text: repeat('b', 'a'),
  },
  {
    name: 'blocks that may become exempt',
    rules: [
      regexRule('a.*z', '', { decision: 'allow' }),
      { rule_type: 'url_filter', decision: 'block', config: { deny_domains: ['f.com'] } },
    ],
    text: repeat('http://e.com ', 'a'),
  },
  {
    name: 'overlapping terms',
    rules: [termRule(['a'.repeat(200), 'b'], { whole_word: false })],
    text: repeat('a'),
  },
  { name: 'bare domains', rules: [urls], text: repeat('e.com/') },
  { name: 'numbers', rules: [ids], text: repeat('4111 ') },
  { name: 'names of passwords', rules: [secret], text: repeat('password=') },
  { name: 'headers of private keys', rules: [secret], text: repeat('-----BEGIN PRIVATE KEY-----') },
  {
    name: 'zero-width characters',
    rules: [secret, regexRule('ab')],
    text: repeat('a\u200bb'),
  },
  {
    name: 'words in any order',
    rules: [termRule(['a b', 'a c d'], { match_mode: 'unordered', window_size: 50 })],
    text: repeat('a '),
  },
];
