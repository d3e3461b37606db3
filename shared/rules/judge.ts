// Decides about candidates: whether each is certain, dropped, or still open.
import { earliest, isEnforced, type Lane, type Reader } from './guard/lane.ts';
import type { Candidate } from './match-list.ts';

/** The candidate, as its check left it, when it counts. */
export type Decision = Candidate | 'dropped' | 'open';

export class Judge {
  readonly #lanes: () => readonly Lane[];
  readonly #maxHoldChars: number;

  constructor(lanes: () => readonly Lane[], maxHoldChars: number) {
    this.#lanes = lanes;
    this.#maxHoldChars = maxHoldChars;
  }

  /** `position`: how far the text has been read. */
  decide(candidate: Candidate, reader: Reader, position: number): Decision {
    const { mode, rule } = candidate.pattern;
    if (candidate.forced || (mode !== 'final' && !rule.exemptible)) return candidate;
    if (candidate.start >= reader.scanner.holdStart()) return 'open';
    const verified = mode === 'final' ? reader.list.verified(candidate) : candidate;
    if (verified === null) return 'dropped';
    return rule.exemptible ? this.#unlessExempt(verified, position) : verified;
  }

  /** Where text must be held from: open matches of the scanners, and candidates that are not decided. */
  holdFrom(position: number): number {
    let hold = earliest(this.#lanes(), (scanner) => scanner.holdStart());
    for (const reader of this.readers())
      for (const list of reader.list.lists()) hold = this.#holdOf(list, reader, position, hold);
    return hold;
  }

  /** The enforced block that is certain, if any: of several, that of the rule that goes first. */
  block(position: number): { blocked: Candidate | null; isOpen: boolean } {
    let blocked: Candidate | null = null;
    let isOpen = false;
    for (const reader of this.readers()) {
      for (const list of reader.list.lists()) {
        if (!isBlocking(list[0])) continue;
        for (const candidate of list) {
          const decision = this.decide(candidate, reader, position);
          isOpen ||= decision === 'open';
          if (decision === 'open') break;
          if (decision !== 'dropped') blocked = firstRule(blocked, decision);
        }
      }
      // What a check or an exemption has dropped once needs no second look.
      reader.list.takeDone(
        (each) => isBlocking(each) && this.decide(each, reader, position) === 'dropped',
      );
    }
    return { blocked, isOpen };
  }

  *readers(): Generator<Reader> {
    for (const lane of this.#lanes()) yield* lane.readers;
  }

  #holdOf(list: readonly Candidate[], reader: Reader, position: number, hold: number): number {
    for (const candidate of list) {
      if (candidate.start >= hold || !isEnforced(candidate.pattern)) break;
      if (this.decide(candidate, reader, position) === 'open') return candidate.start;
    }
    return hold;
  }

  #unlessExempt(candidate: Candidate, position: number): Decision {
    if (this.#isExempt(candidate)) return 'dropped';
    const mayBecomeExempt =
      earliest(this.#lanes(), (scanner) => scanner.exemptStart()) <= candidate.start;
    return mayBecomeExempt && position - candidate.start <= this.#maxHoldChars ? 'open' : candidate;
  }

  /** An `allow` rule that goes first exempts what lies inside one of its matches. */
  #isExempt({ pattern, start, end }: Candidate): boolean {
    for (const reader of this.readers()) {
      for (const list of reader.list.lists()) {
        const rule = list[0]?.pattern.rule;
        if (rule?.action !== 'allow' || rule.monitoring || rule.rank > pattern.rule.rank) continue;
        if (list.some((allowed) => allowed.start <= start && allowed.end >= end)) return true;
      }
    }
    return false;
  }
}

const isBlocking = (candidate: Candidate | undefined): boolean =>
  candidate !== undefined &&
  candidate.pattern.rule.action === 'block' &&
  !candidate.pattern.rule.monitoring;

function firstRule(a: Candidate | null, b: Candidate): Candidate {
  if (a === null) return b;
  const byRank = a.pattern.rule.rank - b.pattern.rule.rank;
  return byRank < 0 || (byRank === 0 && a.start <= b.start) ? a : b;
}
