// Write-time check of what a pattern may cost on the worst text: it must stay linear and close to a plain scan.
//
// A pattern with few states is run by its automaton, a look-up per character. A pattern whose automaton would have
// too many states is simulated, and then few positions at a time bound the work per character. Others are refused.
import { DfaCache } from './dfa-cache.ts';
import type { PositionAutomaton } from './positions.ts';
import { buildProgram } from './program.ts';
import { PatternRefusal } from './syntax.ts';
import { Stepper } from './threads.ts';

const MAX_STATES = 4_000;
/** So many show whether a small pattern's are dense. */
const MAX_STATES_OF_FEW = 2_000;
/** Positions looked at while the automaton is explored. */
const MAX_EFFORT = 4_000_000;
/** So few can be simulated, if not many of them are open at the same time. */
const FEW_POSITIONS = 64;
const FEW_OPEN_POSITIONS = 5;

/** Throws PatternRefusal. */
export function checkEffort(automaton: PositionAutomaton): void {
  const traits = { holds: true, exempts: false, leftmostLongest: true };
  const program = buildProgram([automaton], [traits]);
  const cache = new DfaCache(program);
  const stepper = new Stepper(program);
  const isSmall = automaton.sets.length <= FEW_POSITIONS;
  const maxStates = isSmall ? MAX_STATES_OF_FEW : MAX_STATES;
  let effort = 0;
  let open = 0;
  for (let state = cache.start; state / cache.stride <= cache.stateCount; state += cache.stride) {
    for (let cls = 1; cls < cache.stride; cls++) {
      cache.build(stepper, state, cls);
      effort += 8 + cache.stateAt(state).positions.length;
    }
    open += cache.stateAt(state).positions.length;
    if (cache.stateCount <= maxStates && effort <= MAX_EFFORT) continue;
    const explored = state / cache.stride;
    if (isSmall && open / explored <= FEW_OPEN_POSITIONS) return;
    throw new PatternRefusal(
      'the pattern has too many states: counts that begin anywhere in a text multiply; use smaller ones or anchor it',
    );
  }
}
