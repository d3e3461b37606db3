// A stream under rules that may change or stop it: event by event, or as a whole once everything has been judged.
import { type ApiError, asApiError } from '../../errors/api-error.ts';
import { PING } from '../../http/sse.ts';
import type { GuardedFrames, GuardedStream } from '../../wire/answer-guard.ts';
import { DONE_FRAME } from '../../wire/stream-frames.ts';
import { type AnswerRules, gathersStreams } from './answer-rules.ts';
import { type EventFrame, readFrames, writeFrame } from './event-frames.ts';
import { JudgedAnswer } from './judged-answer.ts';
import { isFailureEvent } from './members.ts';

export class GuardingStream implements GuardedStream {
  readonly #answer: JudgedAnswer;
  readonly #isGathered: boolean;
  /** Judged event by event, and not to be shown before the end. */
  #gathered: string[] = [];
  #isDone = false;

  constructor(rules: AnswerRules) {
    this.#answer = new JudgedAnswer(rules);
    this.#isGathered = gathersStreams(rules);
  }

  push(frames: Buffer): GuardedFrames {
    const shown: (Buffer | string)[] = [];
    try {
      for (const frame of readFrames(frames)) {
        // A comment of the provider's may say anything; of ours it only keeps the connection open.
        if (frame.kind === 'comment') shown.push(PING);
        else (this.#isGathered ? this.#gathered : shown).push(...this.#read(frame));
        if (this.#answer.book.blockedBy !== null) break;
      }
      return this.#give(shown);
    } catch (error) {
      // What frames before the one that failed let out is sent, as if they had come alone.
      return give(shown, asApiError(error));
    }
  }

  async finish(): Promise<GuardedFrames> {
    const shown = this.#isDone ? [] : this.#endTexts();
    if (!this.#isGathered) {
      if (this.#answer.violation === null) this.#answer.askLater();
      return this.#give(shown);
    }
    if (this.#answer.violation === null) await this.#answer.askFirst();
    return this.#give(this.#answer.violation === null ? [...this.#gathered, ...shown] : []);
  }

  close(): void {
    this.#gathered = [];
    this.#answer.report();
  }

  #give(shown: readonly (Buffer | string)[]): GuardedFrames {
    return give(shown, this.#answer.violation);
  }

  #read(frame: Exclude<EventFrame, { kind: 'comment' }>): string[] {
    // Nothing is expected after the end, and clients do not read it.
    if (frame.kind === 'empty' || this.#isDone) return [];
    const { book, format } = this.#answer;
    if (frame.kind === 'done') {
      this.#isDone = true;
      const last = this.#endTexts();
      return book.blockedBy === null ? [...last, DONE_FRAME] : last;
    }
    const isFailure = isFailureEvent(frame.event);
    const events = this.#answer.readEvent(frame.event);
    // The provider has failed: what is held stays so.
    this.#isDone = isFailure;
    return events.map((each) => writeFrame(each, format));
  }

  #endTexts(): string[] {
    return this.#answer.endTexts().map((each) => writeFrame(each, this.#answer.format));
  }
}

const give = (shown: readonly (Buffer | string)[], end: ApiError | null): GuardedFrames => ({
  frames: Buffer.concat(shown.map((each) => (typeof each === 'string' ? Buffer.from(each) : each))),
  end,
});
