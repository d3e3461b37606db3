// Rules for URLs, payloads, languages and views, as a policy's author sees them.
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../shared/rules/evaluate.ts';
import { allCuts, masked, policyOf, regexRule, streamed, termRule } from '../helpers.ts';

describe('url_filter', () => {
  const filter = (config: object) =>
    policyOf([{ rule_type: 'url_filter', config: { replacement: '[U]', ...config } }]);

  test.each([
    [
      { deny_domains: ['evil.com'] },
      'http://evil.com/a http://x.evil.com http://notevil.com',
      '[U] [U] http://notevil.com',
    ],
    [
      { allow_domains: ['ok.com'] },
      'https://ok.com, https://a.ok.com. https://ok.com.evil.io!',
      'https://ok.com, https://a.ok.com. [U]!',
    ],
    [
      { allow_domains: ['ok.com'], deny_domains: ['bad.ok.com'] },
      'https://bad.ok.com https://ok.com',
      '[U] https://ok.com',
    ],
    // What no client would take for a URL is under no list's protection.
    [
      { deny_domains: ['evil.com'] },
      'https://evil.com:99999/a https://ok.com:99999/a https://ok.com',
      '[U] [U] https://ok.com',
    ],
    [
      { allow_schemes: ['https'] },
      'https://a.com http://a.com ftp://a.com',
      'https://a.com [U] [U]',
    ],
    [{ deny_schemes: ['javascript'] }, 'javascript:alert(1) https://a.com', '[U] https://a.com'],
    [
      { allow_ports: [443] },
      'https://a.com https://a.com:443 https://a.com:8443 http://a.com',
      'https://a.com https://a.com:443 [U] [U]',
    ],
    [
      { block_ip_literals: true },
      'http://127.0.0.1/ http://[::1]/ http://2130706433/ http://a.com',
      '[U] [U] [U] http://a.com',
    ],
    [
      { block_encoded_patterns: true },
      'https://user@a.com https://a%2ecom https://a.com/%252e https://a.com/%20',
      '[U] [U] [U] https://a.com/%20',
    ],
    [
      { deny_domains: ['evil.com'], detect_bare_domains: true },
      'evil.com/x, me@evil.com file.ts good.org www.evil.com',
      '[U], me@evil.com file.ts good.org [U]',
    ],
    [
      { allow_domains: ['ok.com'] },
      '(https://evil.io/a(b)) "https://evil.io" <https://evil.io>',
      '([U]) "[U]" <[U]>',
    ],
    [
      { allow_domains: ['10.0.0.1'], deny_domains: ['10.0.0.2'] },
      'http://10.0.0.1/a http://10.0.0.2/ http://10.0.0.3',
      'http://10.0.0.1/a [U] [U]',
    ],
    [{ deny_domains: ['10.0.0.2'] }, 'http://10.0.0.1 http://0xa000002', 'http://10.0.0.1 [U]'],
    [{ deny_domains: ['evil.com'] }, 'https:\\\\evil.com/x https:/\\evil.com', '[U] [U]'],
    [{ allow_domains: ['paypal.com'] }, 'https://p\u0430ypal.com', '[U]'],
  ])('%j', (config, text, expected) => {
    const policy = filter(config);
    expect(masked(policy, text)).toBe(expected);
    for (const pieces of allCuts(text))
      expect(streamed(policy.plans.outbound, pieces).text).toBe(expected);
  });
});

describe('base64_payload', () => {
  const data = (bytes: number): string =>
    Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 167 + 29) % 256)).toString('base64');
  const png = Buffer.from([
    0x89,
    0x50,
    0x4e,
    0x47,
    ...Array.from({ length: 50 }, (_, i) => (i * 7) % 256),
  ]).toString('base64');
  const rule = (config: object) => policyOf([{ rule_type: 'base64_payload', config }]);

  test.each([
    [{}, `a ${data(60)} b`, 'a [BASE64] b'],
    [{}, `short ${data(20)}`, `short ${data(20)}`],
    [{}, `hex ${'0a1b2c3d'.repeat(10)}`, `hex ${'0a1b2c3d'.repeat(10)}`],
    [
      {},
      '/usr/local/share/applications/some/very/long/path/Without2Spaces/at/all',
      '/usr/local/share/applications/some/very/long/path/Without2Spaces/at/all',
    ],
    [{}, `data:image/png;base64,${png}`, `data:image/png;base64,${png}`],
    [{ allow_data_uris: false }, `data:image/png;base64,${png}`, 'data:image/png;base64,[BASE64]'],
    [
      { mime_blocklist: ['image/*'] },
      `data:image/png;base64,${png}`,
      'data:image/png;base64,[BASE64]',
    ],
    [{ mime_allowlist: ['image/png'] }, `${png} ${data(60)}`, `${png} [BASE64]`],
    [{ max_length: 100 }, `${data(60)} ${data(90)}`, `${data(60)} [BASE64]`],
    [{ max_decoded_bytes: 70 }, `${data(60)} ${data(90)}`, `${data(60)} [BASE64]`],
    [
      { max_occurrences: 1 },
      `hex ${'0a1b2c3d'.repeat(10)} ${data(60)} ${data(63)}`,
      `hex ${'0a1b2c3d'.repeat(10)} ${data(60)} [BASE64]`,
    ],
    [{ max_occurrences: 1 }, `${data(60)} ${data(63)}`, `${data(60)} [BASE64]`],
    [{ mask_style: 'full' }, `${data(60)}`, '*'.repeat(80)],
  ])('%j', (config, text, expected) => {
    const policy = rule(config);
    expect(masked(policy, text)).toBe(expected);
    for (const pieces of allCuts(text))
      expect(streamed(policy.plans.outbound, pieces).text).toBe(expected);
  });
});

describe('language_detection', () => {
  const block = (config: object) =>
    policyOf([{ rule_type: 'language_detection', decision: 'block', config }]);
  const german = 'Das ist ein Text, der auf Deutsch geschrieben wurde und nicht auf Englisch.';
  const english = 'This is a text that was written in English and not in any other language.';

  test.each([
    [{ languages: ['de'] }, german, 'block'],
    [{ languages: ['de'] }, english, 'allow'],
    [{ languages: ['en'], mode: 'allowlist' }, english, 'allow'],
    [{ languages: ['en'], mode: 'allowlist' }, german, 'block'],
    [{ languages: ['de'], min_length: 200 }, german, 'allow'],
    [{ languages: ['en'], mode: 'allowlist' }, '12345 67890 12345 67890', 'allow'],
    [
      { languages: ['en'], mode: 'allowlist', decision_on_error: 'block' },
      '12345 67890 12345 67890',
      'block',
    ],
  ])('%j on %s', (config, text, decision) => {
    const policy = block(config);
    expect(evaluate(policy, text, 'inbound').decision).toBe(decision);
    const { text: out, blocked, steps } = streamed(policy.plans.outbound, text.split(/(?<= )/));
    expect(policy.plans.outbound.streaming).toBe('buffered');
    expect(steps.slice(0, -1).join('')).toBe('');
    expect(blocked === null).toBe(decision === 'allow');
    expect(out === '').toBe(decision === 'block');
  });
});

describe('normalization', () => {
  test('gives the other rules one more view, and changes nothing itself', () => {
    const rules = [regexRule('creme brulee', '[X]')];
    const view = {
      rule_type: 'normalization',
      decision: 'allow',
      config: { lowercase: true, remove_diacritics: true, collapse_whitespace: true },
    };
    const text = 'une Crème   BRÛLÉE, s\u2019il vous plaît';
    expect(masked(policyOf(rules), text)).toBe(text);
    const policy = policyOf([...rules, view]);
    expect(masked(policy, text)).toBe('une [X], s\u2019il vous plaît');
    for (const pieces of allCuts(text))
      expect(streamed(policy.plans.outbound, pieces).text).toBe('une [X], s\u2019il vous plaît');
  });

  test('exempts nothing', () => {
    const view = {
      rule_type: 'normalization',
      decision: 'allow',
      order: -1,
      config: { lowercase: true },
    };
    expect(masked(policyOf([view, termRule(['x'])]), 'x')).toBe('[T]');
  });
});
