// Guards a stream of JSON text, such as tool arguments: what comes out is valid JSON whenever what goes in is.
//
// Every string and every number is matched for itself, as its decoded value, however the text was cut.
import type { DirectionPlan } from '../direction-plan.ts';
import { type CoreOptions, GuardCore } from '../guard/guard-core.ts';
import {
  failClosed,
  type GuardOptions,
  type GuardOutput,
  MAX_HOLD_CHARS,
  noHash,
  type StreamGuard,
} from '../guard/stream-guard.ts';
import { MatchLog, type SpanDigest, type TriggeredRule } from '../match-log.ts';
import type { CompiledRule } from '../policy.ts';
import { WholeText } from '../whole-text.ts';
import { StringGuard } from './string-guard.ts';

/** Between values; a string and a bare value end at these. */
const STRUCTURE = '{}[]:,"';
/** Instead of a number or word that is too long to be one. */
const ENDLESS_VALUE = '"[REDACTED]"';

/**
 * Offsets of triggered rules count the decoded values one after the other. Rules for whole texts judge the values,
 * one a line.
 */
export const createJsonStringChannel = (
  plan: DirectionPlan,
  options: GuardOptions = {},
): StreamGuard => failClosed(new JsonChannel(plan, { maxHoldChars: MAX_HOLD_CHARS, ...options }));

class JsonChannel implements StreamGuard {
  readonly #plan: DirectionPlan;
  readonly #options: CoreOptions;
  readonly #log = new MatchLog();
  readonly #whole: WholeText;
  readonly #noHash: SpanDigest;
  #string: StringGuard | null = null;
  /** A number, or whatever else stands where a value should. */
  #bare = '';
  #isBareEndless = false;
  #valueChars = 0;
  #output = '';
  #blockedBy: CompiledRule | null = null;

  constructor(plan: DirectionPlan, options: CoreOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#noHash = noHash(options);
    this.#whole = new WholeText(plan.wholeText);
  }

  push(chunk: string): GuardOutput {
    for (let at = 0; at < chunk.length && this.#blockedBy === null; at++) {
      const unit = chunk.charAt(at);
      if (this.#string === null) this.#takeOutside(unit);
      else if (this.#string.take(unit)) this.#closeString('"');
    }
    if (this.#string !== null) this.#flushString(this.#string);
    return this.#take(this.#plan.streaming !== 'buffered');
  }

  finish(): GuardOutput {
    if (this.#blockedBy === null && this.#string !== null) this.#closeString('');
    if (this.#blockedBy === null) this.#closeBare();
    this.#blockedBy ??= this.#whole.judge(this.#log, this.#noHash);
    return this.#take(this.#plan.streaming !== 'buffered' || this.#blockedBy === null);
  }

  heldChars(): number {
    return (this.#string?.core.heldChars ?? 0) + this.#bare.length;
  }

  triggered(): TriggeredRule[] {
    return this.#log.triggered();
  }

  #takeOutside(unit: string): void {
    if (!STRUCTURE.includes(unit)) {
      this.#takeBare(unit);
      return;
    }
    this.#closeBare();
    if (this.#blockedBy !== null) return;
    this.#output += unit;
    if (unit === '"')
      this.#string = new StringGuard(this.#plan, this.#options, (raw) => {
        this.#output += raw;
      });
  }

  #takeBare(unit: string): void {
    if (this.#bare === '' && /\s/.test(unit)) this.#output += unit;
    else if (!this.#isBareEndless) this.#bare += unit;
    this.#isBareEndless ||= this.#bare.length > this.#options.maxHoldChars;
  }

  #flushString(guard: StringGuard): void {
    this.#whole.add(guard.flush());
    this.#blockedBy = guard.core.blockedBy;
    if (this.#blockedBy !== null) this.#note(guard.core, 0);
  }

  /** `quote`: what closed the string; '' at the end of a text that was cut off. */
  #closeString(quote: string): void {
    const guard = this.#string;
    if (guard === null) return;
    this.#flushString(guard);
    if (this.#blockedBy !== null) return;
    guard.finish();
    this.#endValue(guard.core);
    this.#string = null;
    if (this.#blockedBy === null) this.#output += quote;
  }

  #closeBare(): void {
    const value = this.#bare.trimEnd();
    const space = this.#bare.slice(value.length);
    if (value === '') return;
    let seen = '';
    const add = (text: string): void => {
      seen += text;
    };
    const core = new GuardCore(this.#plan, this.#options, { copy: add, insert: add });
    core.push(value);
    core.finish();
    this.#whole.add(value);
    this.#endValue(core);
    const shown = this.#isBareEndless
      ? ENDLESS_VALUE
      : seen === value
        ? value
        : JSON.stringify(seen);
    if (this.#blockedBy === null) this.#output += shown + space;
    this.#bare = '';
    this.#isBareEndless = false;
  }

  #endValue(core: GuardCore): void {
    this.#blockedBy = core.blockedBy;
    this.#note(core, 1);
    this.#whole.add('\n');
  }

  #note(core: GuardCore, separator: number): void {
    this.#log.addShifted(core.log, this.#valueChars);
    this.#valueChars += core.readChars + separator;
  }

  #take(isReleased: boolean): GuardOutput {
    const text = isReleased ? this.#output : '';
    if (isReleased) this.#output = '';
    return { text, blockedBy: this.#blockedBy };
  }
}
