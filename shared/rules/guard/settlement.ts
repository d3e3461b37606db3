// After each piece that was read: what is certain goes to the rewriter, and a certain block ends the text.
import { firstGroup } from '../first-group.ts';
import type { Judge } from '../judge.ts';
import type { Candidate } from '../match-list.ts';
import type { MatchLog, SpanDigest } from '../match-log.ts';
import type { CompiledRule } from '../policy.ts';
import { isEnforced, type Lane, type Reader } from './lane.ts';
import type { Rewriter } from './rewriter.ts';

export class SpanSettlement {
  readonly log: MatchLog;
  readonly #lanes: () => readonly Lane[];
  readonly #judge: Judge;
  readonly #rewriter: Rewriter;
  readonly #maxHoldChars: number;
  readonly #digest: SpanDigest;
  #blockedBy: CompiledRule | null = null;
  #holdFrom = Number.POSITIVE_INFINITY;

  constructor(
    lanes: () => readonly Lane[],
    judge: Judge,
    rewriter: Rewriter,
    log: MatchLog,
    maxHoldChars: number,
    digest: SpanDigest,
  ) {
    this.#lanes = lanes;
    this.#judge = judge;
    this.#rewriter = rewriter;
    this.log = log;
    this.#maxHoldChars = maxHoldChars;
    this.#digest = digest;
  }

  get blockedBy(): CompiledRule | null {
    return this.#blockedBy;
  }

  get writtenTo(): number {
    return this.#rewriter.writtenTo;
  }

  /** The offset of the oldest thing that is not settled; Infinity when there is none. */
  get openFrom(): number {
    return Math.min(this.#holdFrom, this.#rewriter.waitingFrom);
  }

  /** The same, but what only makes a span grow that has been replaced already is in no hurry. */
  get dueFrom(): number {
    return this.#holdFrom < this.#rewriter.writtenTo ? Number.POSITIVE_INFINITY : this.openFrom;
  }

  /** `position`: how far the text has been read. */
  settle(position: number): void {
    if (this.#stopIfBlocked(position)) return;
    const hold = this.#judge.holdFrom(position);
    this.#holdFrom = hold;
    this.#collect(hold, position);
    this.#grow(hold, position);
    this.#rewriter.advance(Math.min(hold, position));
    this.#commitIfDue(hold, position);
  }

  /** The end of the text: every scanner has said its last word. */
  finish(position: number): void {
    this.settle(position);
    if (this.#blockedBy === null) this.#rewriter.advance(position);
  }

  #stopIfBlocked(position: number): boolean {
    if (!this.#lanes().some((lane) => lane.isUrgent)) return false;
    const { blocked, isOpen } = this.#judge.block(position);
    if (blocked === null) {
      if (!isOpen) for (const { list } of this.#judge.readers()) list.awaitsBlock = false;
      return false;
    }
    const hold = Math.min(this.#judge.holdFrom(position), blocked.start);
    this.#collect(hold, position);
    this.#rewriter.advance(hold);
    this.log.add([blocked], this.#digest);
    this.#blockedBy = blocked.pattern.rule;
    return true;
  }

  /** Moves what is settled before `hold` to the rewriter and the log. */
  #collect(hold: number, position: number): void {
    const done: Candidate[] = [];
    const take = (isRight: (candidate: Candidate) => boolean): void => {
      for (const reader of this.#judge.readers()) {
        if (reader.list.isEmpty) continue;
        const open = reader.scanner.openStart();
        const taken = reader.list.takeDone((each) => isRight(each) && isDone(each, hold, open));
        for (const candidate of taken) this.#keepIfCertain(candidate, reader, position, done);
      }
    };
    // Exempting matches go last: what they cover is decided while they are still there.
    take(({ pattern }) => isEnforced(pattern));
    take(({ pattern }) => !isEnforced(pattern));
    if (done.length === 0) return;
    this.log.add(done, this.#digest);
    this.#rewriter.add(done.filter((candidate) => isEnforced(candidate.pattern)));
  }

  #keepIfCertain(candidate: Candidate, reader: Reader, position: number, done: Candidate[]): void {
    if (!isEnforced(candidate.pattern)) {
      const verified =
        candidate.pattern.mode === 'final' ? reader.list.verified(candidate) : candidate;
      if (verified !== null) done.push(verified);
      return;
    }
    const decision = this.#judge.decide(candidate, reader, position);
    if (decision === 'open') throw new Error('a candidate that is still open was taken as settled');
    if (decision !== 'dropped') done.push(decision);
  }

  /** Matches that are certain and begin in what has been replaced already extend it, and are done with. */
  #grow(hold: number, position: number): void {
    if (hold >= this.#rewriter.writtenTo) return;
    const done: Candidate[] = [];
    for (let before = -1; before < this.#rewriter.writtenTo; ) {
      before = this.#rewriter.writtenTo;
      for (const reader of this.#judge.readers())
        reader.list.takeDone((candidate) => this.#isSwallowed(candidate, reader, position, done));
    }
    this.log.add(done, this.#digest);
  }

  #isSwallowed(candidate: Candidate, reader: Reader, position: number, done: Candidate[]): boolean {
    if (candidate.start >= this.#rewriter.writtenTo || !isEnforced(candidate.pattern)) return false;
    const decision = this.#judge.decide(candidate, reader, position);
    if (decision === 'open') return false;
    if (decision !== 'dropped') {
      this.#rewriter.growTo(decision.end);
      done.push(decision);
    }
    return true;
  }

  /** Replaces the first group of spans early if it contains an early bird, or has grown too long to wait. */
  #commitIfDue(hold: number, position: number): void {
    const isOverdue = position - this.openFrom > this.#maxHoldChars;
    const isEarly = this.#lanes().some((lane) => lane.isUrgent);
    if (!isOverdue && !isEarly) return;
    const group = firstGroup(this.#rewriter, this.#judge, hold, position);
    if (group !== null && (isOverdue || group.commits)) {
      this.log.add(group.fresh, this.#digest);
      this.#rewriter.add(group.fresh);
      this.#rewriter.commitFirst();
    }
    if (isEarly)
      for (const { list } of this.#judge.readers()) list.commit(this.#rewriter.writtenTo);
  }
}

/** Watching rules wait for their own open matches, exempting ones until nothing they cover is left. */
function isDone({ pattern, start, end }: Candidate, hold: number, open: number): boolean {
  if (isEnforced(pattern)) return start < hold;
  return start < open && (pattern.rule.monitoring || end <= hold);
}
