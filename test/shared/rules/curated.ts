// A policy with rules of every deterministic kind, and texts for all of them.
import { policyOf, regexRule, termRule } from './helpers.ts';
import { EVASIONS, SECRETS, VALID_IDS } from './labelled.ts';

const BASE64 = Buffer.from(Array.from({ length: 60 }, (_, i) => (i * 97 + 13) % 256)).toString(
  'base64',
);

export const CURATED_RULES: readonly object[] = [
  { rule_type: 'secret', config: { replacement: '[S]' } },
  { rule_type: 'structured_id', config: { detect_national_ids: true, replacement: '[ID]' } },
  termRule(['Project Apollo', 'café', 'naïve plan', 'C++', '東京', '😀😀'], { whole_word: true }),
  termRule(['alpha beta gamma'], { match_mode: 'unordered', window_size: 5, replacement: '[U]' }),
  regexRule('[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}', '[MAIL]'),
  regexRule('(?i)begin.{0,20}end', '[B]'),
  regexRule('e\u0301+', '[ACUTE]'),
  { rule_type: 'url_filter', config: { deny_domains: ['evil.example'], replacement: '[URL]' } },
  { rule_type: 'base64_payload', config: { replacement: '[B64]' } },
];

export const curatedPolicy = policyOf(CURATED_RULES);

const CARD = VALID_IDS['credit_card']?.[0] ?? '';

/** Text, and what must not be left of it. */
export const CURATED: readonly (readonly [string, readonly string[]])[] = [
  [`pay ${CARD} or ${CARD.replaceAll(' ', '')} ok`, ['4111']],
  [`IBAN GB82 WEST 1234 5698 7654 32. Tax 86095742719`, ['5698', '8609']],
  [`two: ${CARD}, ${VALID_IDS['credit_card']?.[2]}`, ['4111', '1881']],
  ...Object.values(SECRETS).map((secret): [string, string[]] => [
    `k ${secret} z`,
    secret.startsWith('postgres') ? ['s3cr3t'] : [secret.slice(-10)],
  ]),
  ['mail joe.doe@example.com, (ann@b.co)', ['joe', 'ann', 'example']],
  ['we call it project apollo! Projects and project app', ['apollo!']],
  ['use C++ not C+; café cafés e\u0301t\u00e9 caf\u00e9', ['C++']],
  ['東京と東京都 😀😀😀 😀x😀', ['東京']],
  ['gamma or alpha x beta. alpha 1 2 3 4 beta gamma', ['alpha x']],
  ['BEGIN secret stuff end, begin', ['secret stuff']],
  ['see http://www.evil.example/a?b=1, and https://ok.example/', ['evil']],
  [`data ${BASE64} done`, [BASE64.slice(0, 20)]],
  ...Object.values(EVASIONS).map((disguise): [string, string[]] => [
    `is ${disguise(CARD)} ok`,
    [disguise(CARD)],
  ]),
  ['lone \ud83d and \ude00 halves \ud83d\ud83d', []],
  ['plain text with nothing to hide, 42 of it.', []],
  [`${CARD}\n${CARD}`, ['4111']],
];
