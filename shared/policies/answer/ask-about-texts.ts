// Rules that ask a model, about each text of an answer by itself: the beginning of one must not hide another.
import { eachLimited } from '../../kernel/each-limited.ts';
import { observeStream, withModels } from '../../rules/evaluate.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import type { AnswerRules } from './answer-rules.ts';

const CONCURRENT_TEXTS = 4;

type Asking = Pick<AnswerRules, 'plan' | 'ask'>;

/** `failed`: rules that did not get to know all. */
type Found = {
  readonly triggered: readonly TriggeredRule[];
  readonly failed: readonly CompiledRule[];
};
const NOTHING: Found = { triggered: [], failed: [] };

/** About texts that nobody has seen. */
export async function judgeTexts(
  { plan, ask }: Asking,
  texts: readonly string[],
): Promise<Found & { blockedBy: CompiledRule | null }> {
  if (plan.models.length === 0) return { blockedBy: null, ...NOTHING };
  const judged = await inOrder(texts, (text) =>
    withModels(plan, { decision: 'allow', text, blockedBy: null, triggered: [] }, ask),
  );
  const blocked = judged.find(({ blockedBy }) => blockedBy !== null);
  return {
    blockedBy: blocked?.blockedBy ?? null,
    triggered: judged.flatMap(({ triggered }) => triggered),
    failed: judged.flatMap(({ failed = [] }) => failed),
  };
}

/** About texts that have been sent: what matched, to be counted. */
export async function watchTexts({ plan, ask }: Asking, texts: readonly string[]): Promise<Found> {
  if (plan.observers.length === 0) return NOTHING;
  const found = await inOrder(texts, (text) => observeStream(plan, text, ask));
  return {
    triggered: found.flatMap(({ triggered }) => triggered),
    failed: found.flatMap(({ failed }) => failed),
  };
}

async function inOrder<T>(
  texts: readonly string[],
  task: (text: string) => Promise<T>,
): Promise<T[]> {
  const results = new Map<number, T>();
  await eachLimited([...texts.entries()], CONCURRENT_TEXTS, async ([index, text]) => {
    results.set(index, await task(text));
  });
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
