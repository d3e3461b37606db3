// The rules that come ready to use.
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { presets, starterPolicy } from '../../../shared/rules/presets.ts';

import { policyOf } from './helpers.ts';
import { SECRETS } from './labelled.ts';

const BASE = { name: 'r', direction: 'all', decision: 'mask' };

const refusalsOf = (source: unknown): string[] => {
  const result = compilePolicy(source);
  return result.kind === 'refused' ? result.refusals.map(({ param }) => param) : [];
};

describe('presets', () => {
  test.each(presets.map((preset) => [preset.id, preset] as const))('%s compiles', (_, preset) => {
    const { name, rule_type, config } = preset;
    expect(refusalsOf({ rules: [{ ...BASE, name, rule_type, config }] })).toEqual([]);
  });

  const shown = (id: string, text: string): string => {
    const found = presets.filter((preset) => preset.id === id);
    return evaluate(policyOf(found), text, 'inbound').text;
  };

  test.each([
    ['email', 'to a.b+c@mail.example.co.uk, not a@b', 'to [EMAIL], not a@b'],
    [
      'phone',
      'call +49 (30) 1234-567 or (212) 555-0199 at 10:30',
      'call [PHONE] or [PHONE] at 10:30',
    ],
    [
      'credit_card',
      '4111 1111 1111 1111, 4111 1111 1111 1112',
      '[CARD_REDACTED], 4111 1111 1111 1112',
    ],
    ['iban', 'DE89 3704 0044 0532 0130 00 ok', '[IBAN] ok'],
    ['us_ssn', 'my 123-45-6789 and 123456789', 'my [SSN] and 123456789'],
    ['national_ids', 'PESEL 44051401359', 'PESEL [NATIONAL_ID]'],
    ['ipv4', 'at 10.0.0.255:80, 300.1.1.1', 'at [IP_ADDRESS]:80, 300.1.1.1'],
    [
      'ipv6',
      '2001:db8::1 [fe80::1%eth0] 2001:0db8:0000:0000:0000:ff00:0042:8329 ::1 ::ffff:10.0.0.1 2001:db8::/32',
      '[IP_ADDRESS] [[IP_ADDRESS]%eth0] [IP_ADDRESS] [IP_ADDRESS] [IP_ADDRESS] [IP_ADDRESS]/32',
    ],
    [
      'ipv6',
      'std::add a::b fs::File 12:30:45 dead::beef',
      'std::add a::b fs::File 12:30:45 dead::beef',
    ],
    ['mac_address', 'eth0 00:1B:44:11:3a:b7!', 'eth0 [MAC_ADDRESS]!'],
    ['aws_key', `id ${SECRETS['aws_access_key']}`, 'id [AWS_KEY]'],
    [
      'github_token',
      `x ${SECRETS['github_token']} ${SECRETS['github_pat']}`,
      'x [GITHUB_TOKEN] [GITHUB_TOKEN]',
    ],
    ['openai_key', `x ${SECRETS['openai_key']} sk-learn`, 'x [OPENAI_KEY] sk-learn'],
    ['anthropic_key', `x ${SECRETS['anthropic_key']}`, 'x [ANTHROPIC_KEY]'],
    ['slack_token', `x ${SECRETS['slack_token']}`, 'x [SLACK_TOKEN]'],
    ['stripe_key', `x ${SECRETS['stripe_key']}`, 'x [STRIPE_KEY]'],
    ['google_key', `x ${SECRETS['google_api_key']}`, 'x [GOOGLE_KEY]'],
    ['database_password', 'at postgres://me:s3cret@db/x', 'at postgres://me:[PASSWORD]@db/x'],
    ['collie_key', `x ${SECRETS['collie_key']}`, 'x [COLLIE_KEY]'],
    ['jwt', `x ${SECRETS['jwt']} y`, 'x [JWT] y'],
    ['private_key', `x ${SECRETS['private_key']} y`, 'x [PRIVATE_KEY] y'],
    ['all_secrets', `x ${SECRETS['npm_token']} y`, 'x [NPM_TOKEN] y'],
  ])('%s: %s', (id, text, expected) => {
    expect(shown(id, text)).toBe(expected);
  });

  test.each([
    ['git clone git@github.com:org/repo.git', null],
    ['ssh://git@host.tld/x and ssh://deploy@host.example.org:22/x', null],
    ['https://u:p4ss@example.org/x', 'https://u:[URL_PASSWORD]@example.org/x'],
    ['postgres://me:s3cret@db.example.org/x', 'postgres://me:[CONNECTION_STRING]@db.example.org/x'],
    ['@app.route("/") def f(): pass', null],
    ['npm i @scope/pkg@1.2.3 lodash@4.17.21', null],
    ['mailto:joe@example.com, joe@example.com:8080', 'mailto:[EMAIL], [EMAIL]:8080'],
    ['https://example.com/joe@example.com', 'https://example.com/[EMAIL]'],
    ['legit@example.com and git-joe@example.com', '[EMAIL] and [EMAIL]'],
  ])('the starter policy on %s', (text, expected) => {
    const result = compilePolicy(starterPolicy);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    expect(evaluate(result.policy, text, 'inbound').text).toBe(expected ?? text);
  });

  test('the starter policy masks personal data and credentials, and reports offsets, never text', () => {
    const result = compilePolicy(starterPolicy);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    const text = 'Joe (joe@example.com, +49 170 1234567) pays with 4111 1111 1111 1111.';
    const evaluation = evaluate(result.policy, text, 'inbound');
    expect(evaluation.text).toBe('Joe ([EMAIL], [PHONE]) pays with [CARD_REDACTED].');
    expect(JSON.stringify(evaluation.triggered)).not.toMatch(/4111|joe@/);
  });
});
