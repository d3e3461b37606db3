// Prose with secrets of many lengths planted in it, for what leaks.
import { seeded } from '../../test/shared/rules/generate.ts';
import { SECRETS } from '../../test/shared/rules/labelled.ts';
import { prose, regexRules } from './corpus.ts';

const base = { name: 'rule', direction: 'all', decision: 'mask' };

export const PLANTED_RULES: readonly object[] = [
  { ...base, rule_type: 'secret', config: {} },
  { ...base, rule_type: 'structured_id', config: { mask_style: 'type_only' } },
  ...regexRules(['[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}', '<internal>[^<]+</internal>']),
];

/** A rule lists a hundred matches, so that no more may be planted for one. */
const ROUNDS = 4;

export type Planted = { readonly text: string; readonly secrets: readonly string[] };

/** Some rounds of every secret; notes that are meant for nobody have from 100 to 900 characters. */
export function plantedText(): Planted {
  const random = seeded(17);
  const filler = prose(60_000);
  const notes = [100, 300, 600, 900].map(
    (length) => `<internal>${filler.slice(random(50_000)).slice(0, length)}</internal>`,
  );
  // Their last parts are the secrets; of the others, the beginning is enough to know them by.
  const known = Object.entries(SECRETS).filter(([name]) => !/secret|connection/.test(name));
  const list = [
    ...known.map(([, secret]) => secret),
    ...notes,
    '4111 1111 1111 1111',
    'GB82 WEST 1234 5698 7654 32',
    'someone.with.a.long.name@department.of.a.long.name.example.com',
    'joe@example.com',
  ];
  let text = '';
  for (let round = 0; round < ROUNDS; round++)
    for (const secret of list) {
      const from = random(50_000);
      text += `${filler.slice(from, from + 150 + random(100))} ${secret} `;
    }
  return { text, secrets: list };
}
