// Identifiers that look like one another: what is no identifier stays, although its check digit is right.
import { describe, expect, test } from 'vitest';
import { masked, policyOf } from '../helpers.ts';

describe('a German tax id', () => {
  const policy = policyOf([
    {
      rule_type: 'structured_id',
      config: {
        detect_credit_cards: false,
        detect_iban: false,
        detect_bic: false,
        detect_national_ids: true,
        national_id_types: ['de_tax_id'],
        replacement: '[ID]',
      },
    },
  ]);

  test.each([
    ['has the form of one', 'id 86095742719.', 'id [ID].'],
    ['is no id when no digit of it is repeated', 'id 12345678903.', 'id 12345678903.'],
    ['is no id behind a decimal point', 'is 1.86095742719', 'is 1.86095742719'],
  ])('%s', (_, text, expected) => {
    expect(masked(policy, text)).toBe(expected);
  });
});
