// What the guard of an answer is made from, and what it tells about its work.
import type { Afterwards } from '../../kernel/afterwards.ts';
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import type { GuardOptions } from '../../rules/guard/stream-guard.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { ModelPort } from '../../rules/model-rules.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import type { SurfaceName } from '../../wire/surfaces.ts';

/** Answers of a surface, or the list of what a response was made from. */
export type AnswerKind = SurfaceName | 'inputItems';

export type AnswerRules = {
  /** The policy's for answers. */
  readonly plan: DirectionPlan;
  readonly endpoint: AnswerKind;
  /** The request as it went out, which some answers repeat; absent: not known. */
  readonly asked?: Readonly<Record<string, unknown>>;
  /**
   * Of the project. `buffered` shows a stream only when all of it has been judged. `incremental` does not overrule a
   * policy that has to see whole answers: it is then as `auto`.
   */
  readonly streamingMode: 'auto' | 'incremental' | 'buffered';
  /** For rules that ask a model. */
  readonly ask: ModelPort;
  readonly digest?: GuardOptions['digest'];
  /** Rules that only watch ask when the answer is on its way. */
  readonly afterwards: Pick<Afterwards, 'add'>;
  /** Called when an answer has been judged or a stream has ended, and again when later something was found. */
  readonly onReport: (report: AnswerReport) => void;
};

export type AnswerReport = {
  /** In the order of the rules. */
  readonly triggered: readonly TriggeredRule[];
  readonly blockedBy: CompiledRule | null;
  /** Rules that ask, and did not get to know all. */
  readonly failed: readonly CompiledRule[];
  /** What was left out because no rule can read it: how often, by place and name. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Why rules that only watch have stopped to; null when they have not. The answer went out all the same. */
  readonly blindness: unknown;
};

/** Some rule may change or stop a stream on its way; otherwise it passes byte by byte. */
export const guardsStreams = ({ plan, streamingMode }: AnswerRules): boolean =>
  plan.masks || plan.hasUrgentRules || gathersStreams({ plan, streamingMode });

/** Streams are shown once they have been judged as a whole. */
export const gathersStreams = ({
  plan,
  streamingMode,
}: Pick<AnswerRules, 'plan' | 'streamingMode'>): boolean =>
  plan.streaming === 'buffered' || (streamingMode === 'buffered' && guardsAnswers(plan));

/** Some rule may change or stop a whole answer. */
export const guardsAnswers = ({
  masks,
  hasUrgentRules,
  streaming,
  models,
}: DirectionPlan): boolean =>
  masks ||
  hasUrgentRules ||
  streaming === 'buffered' ||
  models.some(({ rule }) => rule.action === 'block' && !rule.monitoring);

export const hasRules = ({ matchers, wholeText, models }: DirectionPlan): boolean =>
  matchers.length + wholeText.length + models.length > 0;
