// A stream under rules that only watch: its bytes pass untouched, and what matches is counted.

import type { GuardedFrames, GuardedStream } from '../../wire/answer-guard.ts';
import type { AnswerRules } from './answer-rules.ts';
import { readFrames } from './event-frames.ts';
import { JudgedAnswer } from './judged-answer.ts';

export class WatchingStream implements GuardedStream {
  readonly #answer: JudgedAnswer;
  #isBlind = false;

  constructor(rules: AnswerRules) {
    this.#answer = new JudgedAnswer(rules);
  }

  push(frames: Buffer): GuardedFrames {
    this.#watch(() => {
      for (const frame of readFrames(frames)) {
        this.#answer.book.beginWriting();
        if (frame.kind === 'event') this.#answer.format.rewriteEvent(frame.event);
        this.#answer.book.takeHeldTexts();
      }
    });
    return { frames, end: null };
  }

  async finish(): Promise<GuardedFrames> {
    this.#watch(() => {
      this.#answer.book.endGroup('');
      this.#answer.askLater();
    });
    return { frames: Buffer.alloc(0), end: null };
  }

  close(): void {
    this.#answer.report();
  }

  /** Who only watches does no harm, not even by failing. */
  #watch(look: () => void): void {
    if (this.#isBlind) return;
    try {
      look();
    } catch (error) {
      this.#isBlind = true;
      this.#answer.lose(error);
    }
  }
}
