// Rules that ask a model, about each text of an answer by itself: the beginning of one must not hide another.
import { eachLimited } from '../../kernel/each-limited.ts';
import { observeStream, withModels } from '../../rules/evaluate.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import type { AnswerRules } from './answer-rules.ts';

const CONCURRENT_TEXTS = 4;

type Asking = Pick<AnswerRules, 'plan' | 'ask'>;

/** About texts that nobody has seen. */
export async function judgeTexts(
  { plan, ask }: Asking,
  texts: readonly string[],
): Promise<{ blockedBy: CompiledRule | null; triggered: TriggeredRule[] }> {
  if (plan.models.length === 0) return { blockedBy: null, triggered: [] };
  const judged = await inOrder(texts, (text) =>
    withModels(plan, { decision: 'allow', text, blockedBy: null, triggered: [] }, ask),
  );
  const blocked = judged.find(({ blockedBy }) => blockedBy !== null);
  return {
    blockedBy: blocked?.blockedBy ?? null,
    triggered: judged.flatMap(({ triggered }) => triggered),
  };
}

/** About texts that have been sent: what matched, to be counted. */
export const watchTexts = async (
  { plan, ask }: Asking,
  texts: readonly string[],
): Promise<TriggeredRule[]> =>
  plan.observers.length === 0
    ? []
    : (await inOrder(texts, (text) => observeStream(plan, text, ask))).flat();

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
