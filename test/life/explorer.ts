// Runs a scene again and again, once for each order in which its actors' calls can reach the tables.
import { FATES, type Fate, Stage, type Waiting } from './stage.ts';

/** What a scene is made of, anew for every run. */
export type Scene = {
  /** Each begins at once, and is held up at its first call. */
  readonly actors: readonly ((stage: Stage) => Promise<unknown>)[];
  /** Called after every step. Throws when something is wrong. */
  readonly check: () => Promise<void>;
  /** Called at the end. */
  readonly checkEnd: () => Promise<void>;
};

export type Exploration = {
  readonly url: string;
  readonly scene: () => Promise<Scene>;
  /** How many writes may have another fate than to go through, in one run. */
  readonly maxFaults: number;
};

/** Chooses one of `count` possibilities. */
export type Choose = (count: number) => number;

type Option = { readonly call: Waiting; readonly fate: Fate };

/** One run. Throws what a check throws, with the steps that led there. */
export async function play({ url, scene, maxFaults }: Exploration, choose: Choose): Promise<void> {
  const stage = new Stage(url);
  const { actors, check, checkEnd } = await scene();
  const steps: string[] = [];
  actors.forEach((act, actor) => {
    stage.begin(actor, act);
  });
  let faults = 0;
  let last: LastStep | null = null;
  try {
    for (;;) {
      await stage.quiet(actors.length);
      const options = optionsOf(stage.waiting, faults < maxFaults, last);
      if (stage.waiting.length === 0) break;
      // Only repetitions are left: another run comes to the same.
      if (options.length === 0) return;
      const { call, fate } = options[choose(options.length)] as Option;
      steps.push(
        `${call.actor}${call.isWrite ? ' writes' : ''}${fate === 'go' ? '' : ` (${fate})`}`,
      );
      last = { call, others: new Set(stage.waiting.map(({ id }) => id)) };
      if (fate !== 'go') faults++;
      await call.release(fate);
      await stage.quiet(actors.length);
      await check();
    }
    await checkEnd();
  } catch (error) {
    throw new Error(`after: ${steps.join(', ')}`, { cause: error });
  } finally {
    stage.close();
  }
}

type LastStep = { readonly call: Waiting; readonly others: ReadonlySet<number> };

/**
 * Two reads of different actors, one after the other, come to the same in either order: of the two runs only the one
 * in the actors' order is played.
 */
function optionsOf(
  waiting: readonly Waiting[],
  mayFail: boolean,
  last: LastStep | null,
): readonly Option[] {
  const isRepetition = (call: Waiting): boolean =>
    last !== null &&
    !call.isWrite &&
    !last.call.isWrite &&
    call.actor < last.call.actor &&
    last.others.has(call.id);
  const fates = (call: Waiting): readonly Fate[] => (call.isWrite && mayFail ? FATES : ['go']);
  const calls = waiting.filter((call) => !isRepetition(call));
  return calls.flatMap((call) => fates(call).map((fate) => ({ call, fate })));
}

/** Every run there is. Answers how many there were. */
export async function exploreAll(exploration: Exploration): Promise<number> {
  let prefix: number[] = [];
  for (let runs = 1; ; runs++) {
    const taken: { choice: number; count: number }[] = [];
    await play(exploration, (count) => {
      const choice = prefix[taken.length] ?? 0;
      taken.push({ choice, count });
      return choice;
    });
    while (taken.length > 0 && taken.at(-1)?.choice === (taken.at(-1)?.count ?? 0) - 1) taken.pop();
    const end = taken.pop();
    if (end === undefined) return runs;
    prefix = [...taken.map(({ choice }) => choice), end.choice + 1];
  }
}
