// Four times the text, four times the time: policies and texts under which matches pile up.
import { evaluate } from '../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../shared/rules/guard/stream-guard.ts';
import { chunked, policyOf } from '../../test/shared/rules/helpers.ts';
import { HOSTILE, type Hostile } from '../../test/shared/rules/hostile.ts';
import { threadMs } from './clock.ts';
import { exact, type Row } from './row.ts';

const CHARS = 100_000;
const CHUNK = 16;

export const growth = (): Row[] =>
  HOSTILE.flatMap((each) => [row(each, 'whole'), row(each, 'streamed')]);

function row(hostile: Hostile, how: 'whole' | 'streamed'): Row {
  const best = (length: number): number =>
    // Not below what the clock can tell apart.
    Math.max(
      1,
      Math.min(...Array.from({ length: 3 }, () => timeOf(hostile, how, hostile.text(length)))),
    );
  return {
    what: `${hostile.name}, ${how}`,
    figure: exact(best(4 * CHARS) / best(CHARS)),
    unit: '×',
    digits: 1,
    bar: { atMost: 8 },
  };
}

function timeOf({ rules }: Hostile, how: 'whole' | 'streamed', text: string): number {
  const policy = policyOf(rules);
  const pieces = chunked(text, CHUNK);
  const before = threadMs();
  if (how === 'whole') evaluate(policy, text, 'inbound');
  else {
    const guard = createStreamGuard(policy.plans.outbound);
    for (const piece of pieces) guard.push(piece);
    guard.finish();
  }
  return threadMs() - before;
}
