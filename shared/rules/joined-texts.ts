// Texts that a model reads one after the other: what a rule means may be cut in two by where one ends.
import type { DirectionPlan } from './direction-plan.ts';
import { GuardCore } from './guard/guard-core.ts';
import { type GuardOptions, MAX_HOLD_CHARS } from './guard/stream-guard.ts';
import { MatchLog, type TriggeredRule } from './match-log.ts';
import type { CompiledRule } from './policy.ts';

export type JoinedTexts = {
  /** Each as the rules leave it; the same ones when nothing was found. */
  readonly texts: readonly string[];
  readonly blockedBy: CompiledRule | null;
  readonly triggered: readonly TriggeredRule[];
};

/** What is found stands in the text in which it begins. Rules for whole texts are not asked. */
export function guardJoined(
  plan: DirectionPlan,
  texts: readonly string[],
  options: GuardOptions = {},
): JoinedTexts {
  const edited = texts.map(() => '');
  const ends: number[] = [];
  for (const text of texts) ends.push((ends.at(-1) ?? 0) + text.length);
  /** Up to here everything has been written, or was replaced. */
  let position = 0;
  const partAt = (offset: number): number => ends.findIndex((end) => end > offset);
  const whole = texts.join('');
  const core = new GuardCore(
    plan,
    { maxHoldChars: MAX_HOLD_CHARS, ...options },
    {
      copy: (_text, start, end) => {
        for (let at = start; at < end; ) {
          const part = partAt(at);
          const to = Math.min(end, ends[part] ?? end);
          edited[part] += whole.slice(at, to);
          at = to;
        }
        position = end;
      },
      insert: (mask) => {
        const part = partAt(position);
        edited[part < 0 ? texts.length - 1 : part] += mask;
      },
    },
  );
  core.push(whole);
  core.finish();
  const log = new MatchLog();
  log.addShifted(core.log, 0);
  const triggered = log.triggered();
  const isSame = core.blockedBy !== null || triggered.length === 0;
  return { texts: isSame ? texts : edited, blockedBy: core.blockedBy, triggered };
}
