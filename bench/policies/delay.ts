// How many tokens later a character leaves than it came, and what leaks: the exact hold-back and fixed windows.
import type { DirectionPlan } from '../../shared/rules/direction-plan.ts';
import { evaluate } from '../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../shared/rules/guard/stream-guard.ts';
import { mean, percentile } from './clock.ts';
import { compiled, THIRTY_AND_TERMS } from './compiled.ts';
import { prose, tokens } from './corpus.ts';
import { PLANTED_RULES, plantedText } from './planted.ts';
import { exact, type Row } from './row.ts';

const WINDOWS = [64, 512] as const;

type Delay = { readonly meanTokens: number; readonly p99Tokens: number };

/** The text must hold nothing that is masked: characters are told by their place. */
function guardDelay(plan: DirectionPlan, pieces: readonly string[]): Delay {
  const guard = createStreamGuard(plan);
  let released = 0;
  return delayOf(pieces, (piece) => {
    released += guard.push(piece).text.length;
    return released;
  });
}

/** A window holds the last `size` characters, whatever they are. */
function windowDelay(size: number, pieces: readonly string[]): Delay {
  let received = 0;
  return delayOf(pieces, (piece) => {
    received += piece.length;
    return Math.max(0, received - size);
  });
}

function delayOf(pieces: readonly string[], releasedAfter: (piece: string) => number): Delay {
  const cameWith: number[] = [];
  const delays: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    for (let i = 0; i < piece.length; i++) cameWith.push(index);
    const released = releasedAfter(piece);
    while (delays.length < released) delays.push(index - (cameWith[delays.length] ?? index));
  }
  return { meanTokens: mean(delays), p99Tokens: percentile(delays, 0.99) };
}

export function delays(): Row[] {
  const pieces = tokens(prose(200_000));
  const { plans } = compiled(THIRTY_AND_TERMS);
  const rows = (how: string, { meanTokens, p99Tokens }: Delay): Row[] => [
    { what: `${how}: mean`, figure: exact(meanTokens), unit: 'tokens', digits: 2 },
    { what: `${how}: p99`, figure: exact(p99Tokens), unit: 'tokens', digits: 0 },
  ];
  const [meanRow, p99Row] = rows('exact hold-back', guardDelay(plans.outbound, pieces));
  return [
    ...(meanRow === undefined ? [] : [{ ...meanRow, bar: { atMost: 1 } }]),
    ...(p99Row === undefined ? [] : [{ ...p99Row, bar: { atMost: 5 } }]),
    ...WINDOWS.flatMap((size) => rows(`window of ${size} characters`, windowDelay(size, pieces))),
  ];
}

/**
 * Secrets of which something was sent. A window is taken at its best: it knows everything that any rule has found in
 * the text so far when a character leaves it.
 */
export function leaks(): Row[] {
  const { text, secrets } = plantedText();
  const policy = compiled(PLANTED_RULES);
  const spans = evaluate(policy, text, 'inbound').triggered.flatMap(({ matches }) => matches);
  const row = (how: string, leaked: number): Row => ({
    what: `${how}: of ${spans.length} secrets leaked`,
    figure: exact(leaked),
    unit: '',
    digits: 0,
  });
  const guard = createStreamGuard(policy.plans.outbound);
  const sent =
    tokens(text)
      .map((piece) => guard.push(piece).text)
      .join('') + guard.finish().text;
  const ours = secrets.filter((secret) => sent.includes(secret.slice(0, 8))).length;
  return [
    { ...row('exact hold-back', ours), bar: { atMost: 0 } },
    ...WINDOWS.map((size) => {
      const leaked = spans.filter(({ start }) => {
        const known = text.slice(Math.max(0, start - 200), start + size);
        const at = start - Math.max(0, start - 200);
        const found = evaluate(policy, known, 'inbound').triggered;
        return !found.some(({ matches }) =>
          matches.some((each) => each.start <= at && each.end > at),
        );
      });
      return row(`window of ${size} characters`, leaked.length);
    }),
  ];
}
