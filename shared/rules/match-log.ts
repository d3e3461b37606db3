// What a policy found, by rule: counts, offsets and keyed hashes, never the text.
import type { Candidate } from './match-list.ts';
import { inOrderOfPlace } from './places.ts';
import type { CompiledRule } from './policy.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 100;

export type MatchInfo = {
  /** Offsets in the channel's text, in UTF-16 units, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly length: number;
  /**
   * Of the matched text as it was written. Null when that is not known: the text was swallowed as it came, or a rule
   * judged the whole text. Absent when no digest was asked for.
   */
  readonly hash?: string | null;
};

export type TriggeredRule = {
  readonly ruleId: string;
  readonly ruleName: string;
  readonly ruleType: string;
  readonly decision: CompiledRule['action'];
  readonly monitoring: boolean;
  /** Overlapping matches of a rule count once. */
  readonly count: number;
  /** The first MAX_LISTED_MATCHES. */
  readonly matches: readonly MatchInfo[];
};

/** The hash of a span of the channel's text; null when the text is gone, undefined when nobody wants it. */
export type SpanDigest = (start: number, end: number) => string | null | undefined;

type Span = { start: number; end: number; hash: string | null | undefined; isStale: boolean };
type Entry = {
  readonly rule: CompiledRule;
  count: number;
  /** The first ones. */
  readonly listed: Span[];
  /** The last one, listed or not: the next one may overlap it. */
  last: Span;
};

export class MatchLog {
  readonly #entries = new Map<CompiledRule, Entry>();

  /** Candidates of one call may come in any order, those of later calls lie further on. */
  add(candidates: readonly Candidate[], digest: SpanDigest): void {
    const touched = new Set<Entry>();
    for (const { pattern, start, end } of inOrderOfPlace(candidates))
      touched.add(this.#extend(pattern.rule, start, end));
    // Hashes come last: a span may have grown many times.
    for (const { listed } of touched) refresh(listed, digest);
  }

  note(rule: CompiledRule, start: number, end: number, digest: SpanDigest): void {
    refresh(this.#extend(rule, start, end).listed, digest);
  }

  #extend(rule: CompiledRule, start: number, end: number): Entry {
    const entry = this.#entries.get(rule);
    if (entry === undefined) {
      const fresh: Span = { start, end, hash: null, isStale: true };
      const first: Entry = { rule, count: 1, listed: [fresh], last: fresh };
      this.#entries.set(rule, first);
      return first;
    }
    const { last } = entry;
    if (start < last.end) {
      last.isStale ||= start < last.start || end > last.end;
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
      return entry;
    }
    entry.count++;
    entry.last = { start, end, hash: null, isStale: true };
    if (entry.listed.length < MAX_LISTED_MATCHES) entry.listed.push(entry.last);
    return entry;
  }

  /** Takes over what another log holds, further on in the text. */
  addShifted(other: MatchLog, offset: number): void {
    for (const { rule, count, listed } of other.#entries.values()) {
      for (const { start, end, hash } of listed)
        this.note(rule, start + offset, end + offset, () => hash);
      const entry = this.#entries.get(rule);
      if (entry !== undefined) entry.count += count - listed.length;
    }
  }

  /** In the order of the rules. */
  triggered(): TriggeredRule[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.rule.rank - b.rule.rank)
      .map(({ rule, count, listed }) => triggeredRule(rule, count, listed.map(infoOf)));
  }
}

/** Only the last ones can be stale. */
function refresh(listed: readonly Span[], digest: SpanDigest): void {
  for (let i = listed.length - 1; i >= 0; i--) {
    const span = listed[i] as Span;
    if (!span.isStale) break;
    span.hash = digest(span.start, span.end);
    span.isStale = false;
  }
}

const infoOf = ({ start, end, hash }: Span): MatchInfo => {
  const place = { start, end, length: end - start };
  return hash === undefined ? place : { ...place, hash };
};

export const triggeredRule = (
  rule: CompiledRule,
  count: number,
  matches: readonly MatchInfo[],
): TriggeredRule => ({
  ruleId: rule.ruleId,
  ruleName: rule.ruleName,
  ruleType: rule.ruleType,
  decision: rule.action,
  monitoring: rule.monitoring,
  count,
  matches,
});
