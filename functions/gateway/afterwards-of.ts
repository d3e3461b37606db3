// Connects an invocation with the work that it leaves until its answer is out.
import { type Afterwards, createAfterwards } from '../../shared/kernel/afterwards.ts';

const byEvent = new WeakMap<object, Afterwards>();

/** One for each event: whoever has the event, the answer's maker or the end of the invocation, means the same. */
export function afterwardsOf(event: object): Afterwards {
  const known = byEvent.get(event);
  if (known !== undefined) return known;
  const made = createAfterwards();
  byEvent.set(event, made);
  return made;
}
