// From a pattern's text to its automaton, with the reason when it is refused.
import { checkEffort } from '../../matching/regex/effort.ts';
import { parsePattern } from '../../matching/regex/parse.ts';
import { buildPositions, type PositionAutomaton } from '../../matching/regex/positions.ts';
import { type PatternFlags, PatternRefusal } from '../../matching/regex/syntax.ts';

/** The automaton, or the reason why there is none. */
export function compilePattern(
  source: string,
  flags: PatternFlags,
  isWriteTime: boolean,
): PositionAutomaton | string {
  try {
    const automaton = buildPositions(parsePattern(source, flags));
    if (isWriteTime) checkEffort(automaton);
    return automaton;
  } catch (error) {
    if (error instanceof PatternRefusal) return error.message;
    throw error;
  }
}

export const NO_FLAGS: PatternFlags = { ignoreCase: false, multiLine: false, dotAll: false };

const ours = new Map<string, PositionAutomaton>();

/** A pattern of our own, compiled on first use. Throws PatternRefusal when it is wrong: a bug. */
export function ownPattern(source: string, ignoreCase = false): PositionAutomaton {
  const key = `${ignoreCase ? 'i' : 'c'}${source}`;
  let automaton = ours.get(key);
  if (automaton === undefined) {
    automaton = buildPositions(parsePattern(source, { ...NO_FLAGS, ignoreCase }));
    ours.set(key, automaton);
  }
  return automaton;
}
