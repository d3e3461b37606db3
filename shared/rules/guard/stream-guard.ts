// Guards one channel of a stream: text goes in as it arrives, and comes out as soon as no rule can still take it.
import type { DirectionPlan } from '../direction-plan.ts';
import type { SpanDigest, TriggeredRule } from '../match-log.ts';
import type { CompiledRule } from '../policy.ts';
import { WholeText } from '../whole-text.ts';
import { type CoreOptions, type Digest, GuardCore } from './guard-core.ts';

/** Open matches longer than this count as matches: text is never released because it waited too long. */
export const MAX_HOLD_CHARS = 2048;

export type GuardOutput = {
  /** What may be sent now. */
  readonly text: string;
  /** The rule that ended the stream; nothing follows. */
  readonly blockedBy: CompiledRule | null;
};

export type StreamGuard = {
  /** Throws only for bugs; the guard then gives out nothing any more, and the stream must end with an error. */
  readonly push: (chunk: string) => GuardOutput;
  /** The end of the channel: what was held and is harmless, or the block that the end makes certain. */
  readonly finish: () => GuardOutput;
  /** Characters that came in and are neither sent nor replaced. */
  readonly heldChars: () => number;
  readonly triggered: () => TriggeredRule[];
};

export type GuardOptions = {
  readonly maxHoldChars?: number;
  /** Gives matches a hash; without it they have none. */
  readonly digest?: Digest;
};

/**
 * One guard per channel: each choice's content, refusal, reasoning, a tool call's name, … When `plan.streaming` is
 * `buffered`, everything comes out of `finish`. Rules of `plan.models` are the caller's: they are asked about the
 * text that comes out, before it is sent.
 */
export const createStreamGuard = (plan: DirectionPlan, options: GuardOptions = {}): StreamGuard =>
  failClosed(new TextGuard(plan, { maxHoldChars: MAX_HOLD_CHARS, ...options }));

/** What a rule that judges the whole text found has no value to tell apart from others. */
export const noHash = ({ digest }: GuardOptions): SpanDigest =>
  digest === undefined ? () => undefined : () => null;

class TextGuard implements StreamGuard {
  readonly #plan: DirectionPlan;
  readonly #core: GuardCore;
  readonly #whole: WholeText;
  readonly #noHash: SpanDigest;
  #output = '';
  #blockedBy: CompiledRule | null = null;

  constructor(plan: DirectionPlan, options: CoreOptions) {
    this.#plan = plan;
    this.#whole = new WholeText(plan.wholeText);
    this.#noHash = noHash(options);
    const add = (text: string): void => {
      this.#output += text;
    };
    this.#core = new GuardCore(plan, options, { copy: add, insert: add });
  }

  push(chunk: string): GuardOutput {
    this.#whole.add(chunk);
    this.#core.push(chunk);
    this.#blockedBy = this.#core.blockedBy;
    return this.#take(this.#plan.streaming !== 'buffered');
  }

  finish(): GuardOutput {
    this.#core.finish();
    this.#blockedBy = this.#core.blockedBy ?? this.#whole.judge(this.#core.log, this.#noHash);
    return this.#take(this.#plan.streaming !== 'buffered' || this.#blockedBy === null);
  }

  heldChars(): number {
    return this.#core.heldChars;
  }

  triggered(): TriggeredRule[] {
    return this.#core.log.triggered();
  }

  #take(isReleased: boolean): GuardOutput {
    const text = isReleased ? this.#output : '';
    if (isReleased) this.#output = '';
    return { text, blockedBy: this.#blockedBy };
  }
}

/** A guard that has failed once never gives out anything again: what it held might be what should not be seen. */
export function failClosed(guard: StreamGuard): StreamGuard {
  let hasFailed = false;
  const closed =
    <A extends readonly unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      if (hasFailed) throw new Error('this guard has failed before');
      hasFailed = true;
      const result = work(...args);
      hasFailed = false;
      return result;
    };
  return {
    push: closed((chunk: string) => guard.push(chunk)),
    finish: closed(() => guard.finish()),
    heldChars: () => guard.heldChars(),
    triggered: () => guard.triggered(),
  };
}
