// Runs a policy's deterministic rules over the texts of one request, until a rule blocks it.
import { ApiError } from '../../errors/api-error.ts';
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import {
  createStreamGuard,
  type GuardOptions,
  type StreamGuard,
} from '../../rules/guard/stream-guard.ts';
import { guardJoined } from '../../rules/joined-texts.ts';
import { createEscapedTextGuard, hasEscapes } from '../../rules/json/escaped-text.ts';
import { createJsonStringChannel } from '../../rules/json/json-string-channel.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import type { PromptEditor } from './rewrite-prompt.ts';
import { TriggeredRules } from './triggered-rules.ts';

/** Each costs some microseconds, however short: bounds the work on a hostile request. */
export const MAX_TEXTS = 50_000;

export type PromptScan = PromptEditor & {
  /** Nothing is looked at after it. */
  readonly blockedBy: () => { readonly rule: CompiledRule; readonly part: string } | null;
  readonly triggered: () => readonly TriggeredRule[];
  /** The rewritten texts, those of the last part first: what is newest matters most to a model that reads on. */
  readonly newestFirst: () => string;
};

/** `options` are the guard's; a match may be as long as the text. */
export function createPromptScan(plan: DirectionPlan, options: GuardOptions): PromptScan {
  const unlimited = { ...options, maxHoldChars: Number.POSITIVE_INFINITY };
  const found = new TriggeredRules(plan);
  const parts: { readonly name: string; readonly texts: string[] }[] = [];
  let blockedBy: { rule: CompiledRule; part: string } | null = null;
  let seen = 0;

  const count = (texts: number): void => {
    seen += texts;
    if (seen > MAX_TEXTS)
      throw new ApiError('validation_error', {
        message: `The request has more than ${MAX_TEXTS} texts, which the project's policy has to look at.`,
      });
  };

  /** `isRepeat`: the same text in another form, so a rule that has matched has been counted. */
  const run = (guard: StreamGuard, text: string, isRepeat: boolean): string => {
    const first = guard.push(text);
    const last = guard.finish();
    found.add(guard.triggered(), isRepeat);
    if (last.blockedBy === null) return first.text + last.text;
    blockedBy = { rule: last.blockedBy, part: parts.at(-1)?.name ?? '' };
    return text;
  };

  const scan = (text: string, asJson: boolean, asText: boolean): string => {
    if (blockedBy !== null || text === '') return text;
    let edited = text;
    if (asJson) {
      count(valuesIn(text));
      edited = run(createJsonStringChannel(plan, unlimited), text, false);
    }
    if (asText && blockedBy === null) {
      count(1);
      const isEscaped = hasEscapes(edited);
      if (isEscaped) edited = run(createEscapedTextGuard(plan, unlimited), edited, asJson);
      if (blockedBy === null)
        edited = run(createStreamGuard(plan, unlimited), edited, asJson || isEscaped);
    }
    if (plan.models.length > 0) parts.at(-1)?.texts.push(edited);
    return edited;
  };

  return {
    enter: (name) => void parts.push({ name, texts: [] }),
    // A model reads escapes as what they stand for, so rules have to.
    text: (text) => scan(text, isEscapedJson(text), true),
    json: (text) => scan(text, true, false),
    unreadable: (value) => {
      if (isEnforcing(plan))
        throw new ApiError('validation_error', {
          message:
            "A file that is text must be UTF-8, so that the project's policy can look at it.",
        });
      return value;
    },
    joined: (texts) => {
      if (blockedBy !== null) return texts;
      count(1);
      const { texts: edited, blockedBy: rule, triggered } = guardJoined(plan, texts, unlimited);
      found.add(triggered, true);
      if (rule !== null) blockedBy = { rule, part: parts.at(-1)?.name ?? '' };
      return edited;
    },
    blockedBy: () => blockedBy,
    triggered: () => found.list(),
    newestFirst: () =>
      parts
        .toReversed()
        .flatMap(({ texts }) => texts)
        .join('\n\n'),
  };
}

/** About as many as there are values and names of members. */
const valuesIn = (json: string): number => 1 + (json.match(/[",]/g)?.length ?? 0) / 2;

/** JSON inside of a text, with escapes: what tools answer, and what people paste. */
function isEscapedJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text) || !text.includes('\\')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Some rule may change or stop a request. */
export const isEnforcing = ({ matchers, wholeText, models }: DirectionPlan): boolean =>
  [...matchers.flatMap(({ patterns }) => patterns), ...wholeText, ...models].some(
    ({ rule }) => rule.action !== 'allow' && !rule.monitoring,
  );
