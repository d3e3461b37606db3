// Applies a policy to a request before any provider sees it: masked texts replaced, or the request blocked.
import { ApiError } from '../../errors/api-error.ts';
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import { withModels } from '../../rules/evaluate.ts';
import type { GuardOptions } from '../../rules/guard/stream-guard.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { ModelPort } from '../../rules/model-rules.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import { surfaces } from '../../wire/surfaces.ts';
import { createPromptScan, isEnforcing } from './prompt-scan.ts';
import { type Coverage, isUnreadable, rewritePrompt } from './rewrite-prompt.ts';

type JsonObject = Readonly<Record<string, unknown>>;

export type Prompt = Coverage & { readonly body: JsonObject };

export type PromptInspection = {
  /** Rules that matched, watching ones too; after a block, those that had matched until then. */
  readonly triggered: readonly TriggeredRule[];
  /** Rules that ask, and did not get to know all. */
  readonly failed: readonly CompiledRule[];
} & (
  | {
      readonly kind: 'passed';
      /** What the provider gets: the same object when no rule has changed anything. */
      readonly body: JsonObject;
    }
  | {
      readonly kind: 'blocked';
      readonly blockedBy: CompiledRule;
      /** The part of the request that was blocked, `messages.3`; null: not one of them alone. */
      readonly part: string | null;
    }
);

export type PromptJudge = {
  /** For the rules that ask a model, about the rewritten texts. */
  readonly ask: ModelPort;
  /** Before the first of them is asked. What it throws is thrown. */
  readonly beforeAsking: () => Promise<void>;
};

/** `plan`: the policy's for requests. Throws ApiError `validation_error` for what cannot be looked at. */
export async function inspectPrompt(
  plan: DirectionPlan,
  prompt: Prompt,
  { ask, beforeAsking }: PromptJudge,
  options: GuardOptions = {},
): Promise<PromptInspection> {
  if (isInert(plan)) return { kind: 'passed', body: prompt.body, triggered: [], failed: [] };
  const { field } = surfaces[prompt.format].conversation;
  if (isUnreadable(prompt.body, prompt) && isEnforcing(plan))
    throw new ApiError('validation_error', {
      param: field,
      message: `${field} must be text: the project's policy cannot look at token numbers.`,
    });
  const scan = createPromptScan(plan, options);
  const body = rewritePrompt(prompt.body, prompt, scan);
  const block = scan.blockedBy();
  const triggered = scan.triggered();
  if (block !== null)
    return {
      kind: 'blocked',
      blockedBy: block.rule,
      part: nameOf(block.part),
      triggered,
      failed: [],
    };
  const text = plan.models.length === 0 ? '' : scan.newestFirst();
  if (text === '') return { kind: 'passed', body, triggered, failed: [] };
  await beforeAsking();
  const rewritten = { decision: 'allow', text, blockedBy: null, triggered } as const;
  const judged = await withModels(plan, rewritten, ask);
  const found = { triggered: judged.triggered, failed: judged.failed ?? [] };
  return judged.blockedBy === null
    ? { kind: 'passed', body, ...found }
    : { kind: 'blocked', blockedBy: judged.blockedBy, part: null, ...found };
}

/** A field that nobody knows has a name of the client's, which is not repeated. */
const nameOf = (part: string): string | null => (/^[a-z_]{1,40}(\.\d+)?$/.test(part) ? part : null);

const isInert = ({ matchers, wholeText, models }: DirectionPlan): boolean =>
  matchers.length + wholeText.length + models.length === 0;
