// The first spans that overlap, of those that are certain: what is replaced when it can wait no longer.

import { isEnforced, type Reader } from './guard/lane.ts';
import type { Rewriter } from './guard/rewriter.ts';
import type { Judge } from './judge.ts';
import type { Candidate } from './match-list.ts';

type Group = {
  /** One of them is to be shown as soon as it is certain. */
  readonly commits: boolean;
  /** Those that the rewriter does not know yet. */
  readonly fresh: readonly Candidate[];
};

type Certain = (candidate: Candidate, reader: Reader) => Candidate | null;
type Queue = { readonly reader: Reader; readonly list: readonly Candidate[]; next: number };

/** Null when nothing that is certain begins at `hold` or before it. `position`: how far the text has been read. */
export function firstGroup(
  { waiting, waitingFrom, writtenTo }: Pick<Rewriter, 'waiting' | 'waitingFrom' | 'writtenTo'>,
  judge: Judge,
  hold: number,
  position: number,
): Group | null {
  const certain: Certain = (candidate, reader) => {
    const decision = judge.decide(candidate, reader, position);
    return typeof decision === 'string' || decision.start < writtenTo ? null : decision;
  };
  const queues = queuesOf(judge);
  const start = Math.min(waitingFrom, ...queues.map((queue) => firstStart(queue, hold, certain)));
  if (start > hold) return null;
  const fresh: Candidate[] = [];
  let commits = false;
  let end = start + 1;
  for (let before = 0; before < end; ) {
    before = end;
    for (const component of waiting) {
      if (component.start >= end) break;
      end = Math.max(end, component.end);
      commits ||= component.commits;
    }
    for (const queue of queues) {
      for (const candidate of takeBefore(queue, () => end, certain)) {
        end = Math.max(end, candidate.end);
        commits ||= candidate.pattern.commits;
        fresh.push(candidate);
      }
    }
  }
  return { commits, fresh };
}

function queuesOf(judge: Judge): Queue[] {
  const queues: Queue[] = [];
  for (const reader of judge.readers())
    for (const list of reader.list.lists())
      if (list[0] !== undefined && isEnforced(list[0].pattern))
        queues.push({ reader, list, next: 0 });
  return queues;
}

/** Where the queue's first certain candidate begins, if not after `hold`; else Infinity. */
function firstStart({ reader, list }: Queue, hold: number, certain: Certain): number {
  for (const candidate of list) {
    if (candidate.start > hold) break;
    const found = certain(candidate, reader);
    if (found !== null) return found.start;
  }
  return Number.POSITIVE_INFINITY;
}

function* takeBefore(queue: Queue, end: () => number, certain: Certain): Generator<Candidate> {
  for (; queue.next < queue.list.length; queue.next++) {
    const candidate = queue.list[queue.next] as Candidate;
    if (candidate.start >= end()) return;
    const found = certain(candidate, queue.reader);
    if (found !== null) yield found;
  }
}
