// Guards a text in which JSON stands somewhere: rules see what its escapes stand for, and what passes keeps its spelling.
//
// For whole texts: it reads nothing before it has all.
import type { DirectionPlan } from '../direction-plan.ts';
import { type CoreOptions, GuardCore } from '../guard/guard-core.ts';
import {
  failClosed,
  type GuardOptions,
  type GuardOutput,
  MAX_HOLD_CHARS,
  type StreamGuard,
} from '../guard/stream-guard.ts';
import { MatchLog } from '../match-log.ts';

/** JSON inside of a string of JSON has two backslashes, and so on. */
const ESCAPE = /\\+(?:u([0-9A-Fa-f]{4})|\/)/g;

/** False: it says nothing otherwise than it is written. */
export const hasEscapes = (text: string): boolean =>
  text.includes('\\') && text.search(ESCAPE) >= 0;

/** Offsets of triggered rules are those of the text without escapes. Rules for whole texts are not asked. */
export const createEscapedTextGuard = (
  plan: DirectionPlan,
  options: GuardOptions = {},
): StreamGuard => failClosed(new EscapedText(plan, { maxHoldChars: MAX_HOLD_CHARS, ...options }));

class EscapedText implements StreamGuard {
  readonly #plan: DirectionPlan;
  readonly #options: CoreOptions;
  readonly #log = new MatchLog();
  #text = '';

  constructor(plan: DirectionPlan, options: CoreOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  push(chunk: string): GuardOutput {
    this.#text += chunk;
    return { text: '', blockedBy: null };
  }

  finish(): GuardOutput {
    const text = this.#text;
    const { plain, spelledAt } = unescaped(text);
    let output = '';
    const core = new GuardCore(this.#plan, this.#options, {
      copy: (_text, start, end) => {
        output += text.slice(spelledAt(start), spelledAt(end));
      },
      insert: (mask) => {
        output += mask;
      },
    });
    core.push(plain);
    core.finish();
    this.#log.addShifted(core.log, 0);
    return { text: output, blockedBy: core.blockedBy };
  }

  heldChars(): number {
    return this.#text.length;
  }

  triggered() {
    return this.#log.triggered();
  }
}

/** `spelledAt`: where a unit of `plain` begins in the text. */
function unescaped(text: string): { plain: string; spelledAt: (offset: number) => number } {
  const pieces: string[] = [];
  /** Behind each escape: its end in the plain text, and how much longer the text is up to there. */
  const ends: number[] = [];
  const growths: number[] = [];
  let read = 0;
  let growth = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const [spelled, digits] = match;
    const unit = digits === undefined ? '/' : String.fromCharCode(Number.parseInt(digits, 16));
    pieces.push(text.slice(read, match.index), unit);
    read = match.index + spelled.length;
    growth += spelled.length - 1;
    ends.push(read - growth);
    growths.push(growth);
  }
  pieces.push(text.slice(read));
  const spelledAt = (offset: number): number => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (low === 0 ? 0 : (growths[low - 1] as number));
  };
  return { plain: pieces.join(''), spelledAt };
}
