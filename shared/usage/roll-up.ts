// Folds finished calls into the aggregates: each call once, however many roll-ups run and wherever one of them dies.

import type { Clock } from '../kernel/clock.ts';
import { eachLimited } from '../kernel/each-limited.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Growth } from './aggregate.ts';
import type { CallPlace, PendingCall } from './call.ts';
import { FOLD_AFTER_MS, type FoldJournal, isDue, MAX_CALLS_IN_FOLD, planFold } from './fold.ts';

/**
 * Single-item writes; each may be repeated and then changes nothing more. All throw when the store fails: then it
 * is unknown whether the write happened.
 */
export type FoldStore = {
  /** Projects with a call that began before. May lag. */
  readonly projectsWithCalls: (beforeMs: number) => AsyncIterable<ProjectId>;
  /** Strongly consistent. Null: the project never had a fold. */
  readonly journal: (projectId: ProjectId) => Promise<FoldJournal | null>;
  /** Strongly consistent, page by page; calls that began before. */
  readonly calls: (projectId: ProjectId, beforeMs: number) => AsyncIterable<readonly PendingCall[]>;
  /** `overtaken`: the journal's number is taken, or the fold before it is not done. */
  readonly begin: (journal: FoldJournal) => Promise<'begun' | 'overtaken'>;
  /** Does nothing when the aggregate has this fold already. */
  readonly grow: (growth: Growth, foldNumber: number) => Promise<void>;
  readonly remove: (calls: readonly CallPlace[]) => Promise<void>;
  /** Does nothing when the fold is done already. */
  readonly finish: (projectId: ProjectId, foldNumber: number) => Promise<void>;
};

export type RollUpPorts = {
  readonly store: FoldStore;
  readonly clock: Clock;
  readonly log: Log;
  /** False when the time is nearly up: what is left waits for the next run. */
  readonly mayGoOn: () => boolean;
};

export type RollUpResult = {
  readonly folded: number;
  /** Calls among them that nobody settled. */
  readonly abandoned: number;
  /** Projects whose fold failed; the next run goes on where it ended. */
  readonly failedProjects: number;
};

const PROJECTS_AT_ONCE = 8;
const WRITES_AT_ONCE = 8;

/** Rejects when it cannot even find the projects. */
export async function rollUp(ports: RollUpPorts): Promise<RollUpResult> {
  const { store, clock, log, mayGoOn } = ports;
  const projects: ProjectId[] = [];
  for await (const projectId of store.projectsWithCalls(clock() - FOLD_AFTER_MS))
    projects.push(projectId);
  let [folded, abandoned, failedProjects] = [0, 0, 0];
  await eachLimited(projects, PROJECTS_AT_ONCE, async (projectId) => {
    if (!mayGoOn()) return;
    try {
      for await (const calls of foldProject(projectId, ports)) {
        folded += calls.length;
        abandoned += calls.filter(({ state }) => state === 'open').length;
        if (!mayGoOn()) break;
      }
    } catch (cause) {
      failedProjects++;
      log.error('usage_fold_failed', { projectId }, cause);
    }
  });
  return { folded, abandoned, failedProjects };
}

/** Fold after fold until nothing is due; yields the calls of each. Ends when another roll-up is at the same project. */
async function* foldProject(
  projectId: ProjectId,
  ports: RollUpPorts,
): AsyncGenerator<readonly PendingCall[]> {
  const { store } = ports;
  for (;;) {
    const last = await store.journal(projectId);
    if (last !== null && !last.isDone) await complete(last, store);
    // Read after the last fold was done, so none of them is in it; `begin` fails if there was another since.
    const calls = await dueCalls(projectId, ports);
    if (calls.length === 0) return;
    const journal = planFold(projectId, (last?.number ?? 0) + 1, calls);
    if ((await store.begin(journal)) === 'overtaken') return;
    await complete(journal, store);
    const folded = new Set(journal.calls.map(({ callId }) => callId));
    yield calls.filter(({ callId }) => folded.has(callId));
  }
}

async function dueCalls(
  projectId: ProjectId,
  { store, clock }: RollUpPorts,
): Promise<PendingCall[]> {
  const nowMs = clock();
  const due: PendingCall[] = [];
  for await (const page of store.calls(projectId, nowMs - FOLD_AFTER_MS)) {
    due.push(...page.filter((call) => isDue(call, nowMs)));
    if (due.length >= MAX_CALLS_IN_FOLD) break;
  }
  return due;
}

/** The order is what makes it exact: a call's row goes only when every aggregate has grown. */
async function complete(
  { projectId, number, growth, calls }: FoldJournal,
  store: FoldStore,
): Promise<void> {
  await eachLimited(growth, WRITES_AT_ONCE, (each) => store.grow(each, number));
  await store.remove(calls);
  await store.finish(projectId, number);
}
