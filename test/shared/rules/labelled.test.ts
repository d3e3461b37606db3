// Recall and precision on labelled texts: identifiers, credentials, their disguises, and text without any.
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { starterPolicy } from '../../../shared/rules/presets.ts';
import { policyOf } from './helpers.ts';
import {
  BENIGN_CODE,
  BENIGN_PROSE,
  EVASIONS,
  NEAR_MISSES,
  NOT_SECRETS,
  SECRETS,
  spoil,
  VALID_IDS,
} from './labelled.ts';

const NONE = { detect_credit_cards: false, detect_iban: false, detect_bic: false };

const configOf = (type: string): object => {
  if (type === 'credit_card') return { ...NONE, detect_credit_cards: true };
  if (type === 'iban') return { ...NONE, detect_iban: true };
  return { ...NONE, detect_national_ids: true, national_id_types: [type] };
};

const finderOf = (type: string) =>
  policyOf([
    { rule_type: 'structured_id', config: { ...configOf(type), mask_style: 'type_only' } },
  ]);

const everything = policyOf([
  { rule_type: 'structured_id', config: { detect_national_ids: true } },
  { rule_type: 'secret', config: {} },
]);

const HAS_CHECKSUM = new Set(Object.keys(VALID_IDS).filter((type) => !/uk_nino|us_ssn/.test(type)));

/** Places in a text where people write a number. */
const AROUND: readonly (readonly [string, string])[] = [
  ['', ''],
  ['My number is ', '.'],
  ['id=', '&next=1'],
  ['(', ')'],
  ['"', '",'],
  ['Zahlung an: ', ' bitte heute'],
  ['line one\n', '\nline three'],
];

describe('identifiers', () => {
  test.each(
    Object.entries(VALID_IDS),
  )('%s: every valid example is found in every setting', (type, ids) => {
    const policy = finderOf(type);
    for (const id of ids) {
      for (const [before, after] of AROUND) {
        const { text } = evaluate(policy, before + id + after, 'inbound');
        expect(text, before + id + after).toContain(`[${type.toUpperCase()}]`);
        expect(text.startsWith(before.slice(0, 3)), text).toBe(true);
      }
    }
  });

  test.each([...HAS_CHECKSUM])('%s: one wrong digit, and it is no identifier', (type) => {
    const policy = finderOf(type);
    for (const id of VALID_IDS[type] ?? []) {
      const wrong = `number ${spoil(id)} end`;
      expect(evaluate(policy, wrong, 'inbound').text).toBe(wrong);
    }
  });

  test('without the checksum a well-formed number is enough', () => {
    const config = {
      ...configOf('credit_card'),
      require_valid_checksum: false,
      replacement: '[C]',
    };
    const policy = policyOf([{ rule_type: 'structured_id', config }]);
    expect(evaluate(policy, 'pay 4111 1111 1111 1112 now', 'inbound').text).toBe('pay [C] now');
  });

  test('BIC: with a digit, or announced; not every word in capitals', () => {
    const policy = policyOf([
      { rule_type: 'structured_id', config: { ...NONE, detect_bic: true, replacement: '[BIC]' } },
    ]);
    const text = 'BIC: DEUTDEFF, NEDSZAJJXXX? swift DOCUMENT? BOFAUS3N';
    expect(evaluate(policy, text, 'inbound').text).toBe('BIC: [BIC], [BIC]? swift [BIC]? [BIC]');
    expect(evaluate(policy, 'A DOCUMENT', 'inbound').text).toBe('A DOCUMENT');
  });

  test('a partial mask shows the last four, a full one nothing', () => {
    const shown = (mask_style: string): string =>
      evaluate(
        policyOf([{ rule_type: 'structured_id', config: { mask_style } }]),
        'card 4111-1111-1111-1111!',
        'inbound',
      ).text;
    expect(shown('partial')).toBe('card ****-****-****-1111!');
    expect(shown('full')).toBe('card *******************!');
    expect(shown('type_only')).toBe('card [CREDIT_CARD]!');
  });
});

describe('credentials', () => {
  test.each(Object.entries(SECRETS))('%s is found, and nothing of it is left', (type, secret) => {
    const policy = policyOf([
      { rule_type: 'secret', config: { types: [type], replacement: '[S]' } },
    ]);
    const { text } = evaluate(policy, `before ${secret} after`, 'inbound');
    expect(text).toMatch(/^before .*\[S\].* after$/s);
    // The host of a connection string is no secret.
    if (type === 'connection_string') expect(text).not.toContain('s3cr3tPass');
    else expect(text).not.toContain(secret.slice(-12));
  });

  test.each(NOT_SECRETS)('not a credential: %s', (text) => {
    expect(evaluate(everything, text, 'inbound').text).toBe(text);
  });
});

describe('false positives', () => {
  test.each([...NEAR_MISSES, ...BENIGN_PROSE, ...BENIGN_CODE])('untouched: %s', (text) => {
    expect(evaluate(everything, text, 'inbound').text).toBe(text);
  });
});

describe('recall and precision over all labelled texts', () => {
  test('checksummed identifiers: recall at least 0.99, precision at least 0.98', () => {
    let found = 0;
    let all = 0;
    let wrong = 0;
    for (const type of HAS_CHECKSUM) {
      const policy = finderOf(type);
      const hits = (text: string): boolean => evaluate(policy, text, 'inbound').decision === 'mask';
      for (const id of VALID_IDS[type] ?? []) {
        all++;
        if (hits(`number ${id}.`)) found++;
        if (hits(`number ${spoil(id)}.`)) wrong++;
      }
      wrong += [...NEAR_MISSES, ...BENIGN_PROSE, ...BENIGN_CODE].filter(hits).length;
    }
    expect(found / all).toBeGreaterThanOrEqual(0.99);
    expect(found / (found + wrong)).toBeGreaterThanOrEqual(0.98);
  });

  test('disguises: at least 0.99 of what is found plainly is found disguised', () => {
    const starter = policyOf(starterPolicy.rules);
    const plain = [
      ...(VALID_IDS['credit_card'] ?? []),
      ...(VALID_IDS['iban'] ?? []),
      ...Object.values(SECRETS),
      'john.doe@example.com',
      '+49 170 1234567',
    ].filter((text) => evaluate(starter, `is ${text} ok`, 'inbound').decision === 'mask');
    const missed: string[] = [];
    let tried = 0;
    for (const [name, disguise] of Object.entries(EVASIONS)) {
      for (const text of plain) {
        tried++;
        const { decision } = evaluate(starter, `is ${disguise(text)} ok`, 'inbound');
        if (decision !== 'mask') missed.push(`${name}: ${text}`);
      }
    }
    expect(plain.length).toBeGreaterThan(50);
    expect(missed.length / tried, missed.join('\n')).toBeLessThanOrEqual(0.01);
  });

  test('case: terms are found however they are written', () => {
    const policy = policyOf([
      { rule_type: 'aho_corasick', config: { terms: ['Project Apollo'], replacement: '[T]' } },
    ]);
    for (const text of [
      'project apollo',
      'PROJECT APOLLO',
      'pRoJeCt ApOlLo',
      'ＰＲＯＪＥＣＴ　Apollo',
    ])
      expect(evaluate(policy, `the ${text}.`, 'inbound').text).toBe('the [T].');
  });
});
