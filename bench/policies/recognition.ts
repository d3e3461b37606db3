// Recall and precision over the labelled texts, and how many disguises are seen through.
import type { CompiledPolicy } from '../../shared/rules/compile.ts';
import { evaluate } from '../../shared/rules/evaluate.ts';
import { starterPolicy } from '../../shared/rules/presets.ts';
import {
  BENIGN_CODE,
  BENIGN_PROSE,
  EVASIONS,
  NEAR_MISSES,
  SECRETS,
  spoil,
  VALID_IDS,
} from '../../test/shared/rules/labelled.ts';
import { compiled } from './compiled.ts';
import { exact, type Row } from './row.ts';

const NO_CHECKSUM = new Set(['uk_nino', 'us_ssn']);

const hits = (policy: CompiledPolicy, text: string): boolean =>
  evaluate(policy, text, 'inbound').decision === 'mask';

export function recognition(): Row[] {
  const { recall, precision, examples } = identifiers();
  const share = (what: string, value: number, atLeast: number): Row => ({
    what,
    figure: exact(value),
    unit: '',
    digits: 3,
    bar: { atLeast },
  });
  return [
    share(`checksummed identifiers, recall over ${examples} examples`, recall, 0.99),
    share('checksummed identifiers, precision', precision, 0.98),
    share('disguised, of what is caught plainly', disguised(), 0.99),
  ];
}

function identifiers() {
  let found = 0;
  let examples = 0;
  let wrong = 0;
  for (const [type, ids] of Object.entries(VALID_IDS)) {
    if (NO_CHECKSUM.has(type)) continue;
    const policy = finderOf(type);
    for (const id of ids) {
      examples++;
      if (hits(policy, `number ${id}.`)) found++;
      if (hits(policy, `number ${spoil(id)}.`)) wrong++;
    }
    const benign = [...NEAR_MISSES, ...BENIGN_PROSE, ...BENIGN_CODE];
    wrong += benign.filter((text) => hits(policy, text)).length;
  }
  return { recall: found / examples, precision: found / (found + wrong), examples };
}

function finderOf(type: string): CompiledPolicy {
  const config = {
    detect_credit_cards: type === 'credit_card',
    detect_iban: type === 'iban',
    detect_bic: false,
    ...(type === 'credit_card' || type === 'iban'
      ? {}
      : { detect_national_ids: true, national_id_types: [type] }),
  };
  const base = { name: type, direction: 'all', decision: 'mask' };
  return compiled([{ ...base, rule_type: 'structured_id', config }]);
}

function disguised(): number {
  const starter = compiled(starterPolicy.rules);
  const plain = [...(VALID_IDS['credit_card'] ?? []), ...(VALID_IDS['iban'] ?? [])]
    .concat(Object.values(SECRETS), 'john.doe@example.com', '+49 170 1234567')
    .filter((text) => hits(starter, `is ${text} ok`));
  const tries = Object.values(EVASIONS).flatMap((disguise) =>
    plain.map((text) => hits(starter, `is ${disguise(text)} ok`)),
  );
  return tries.filter(Boolean).length / tries.length;
}
