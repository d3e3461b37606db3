// What a model call goes out under: rules, a permit, and somebody who counts it. Each may be nothing.
import type { Project } from '../projects/project.ts';
import type { CallTarget } from '../providers/aim.ts';
import type { ModelCall } from '../providers/model-call.ts';
import type { AnswerGuard } from '../wire/answer-guard.ts';
import type { AnswerRecorder } from '../wire/answer-recorder.ts';
import type { CallWatch } from '../wire/call-watch.ts';

export type Outgoing = {
  /** As the provider gets it: a policy may have changed its texts. */
  readonly call: ModelCall;
  /** Null: answers pass as they are. */
  readonly guard: AnswerGuard | null;
};

export type CallRules = {
  /**
   * What may go out, and who judges what comes back. Throws ApiError: `content_blocked`; `validation_error` for what
   * rules cannot read; `service_unavailable` or `internal_error` when the policy is not to be had; and what
   * `beforeAsking` throws, which is called before a rule asks somebody else.
   */
  readonly admit: (call: ModelCall, beforeAsking: () => Promise<void>) => Promise<Outgoing>;
};

export type CallPermit = {
  /** Throws ApiError: `rate_limit_exceeded`, `service_unavailable`. */
  readonly take: () => Promise<void>;
  /** The call does not count after all. Does not wait; again is the same as once. */
  readonly giveBack: () => void;
};

export type CallUsage = CallWatch & {
  /** Resolves when the intent is durable. Rejects with ApiError `service_unavailable`; then nothing is counted. */
  readonly open: (provider: string) => Promise<void>;
  /** Instead of `open`: a rule has stopped the request. */
  readonly refused: () => void;
};

export type CallObjects = {
  /** Throws ApiError `not_found` for an object that the project has not made. */
  readonly requireOwn: (call: ModelCall, target: CallTarget) => Promise<void>;
  /** Null: the answer tells of none. */
  readonly recorder: (call: ModelCall, target: CallTarget) => AnswerRecorder | null;
};

export type CallTerms = {
  readonly project: Project;
  readonly requestId: string;
  /** What `headersToProvider` let through. */
  readonly clientHeaders: Readonly<Record<string, string>>;
  readonly objects: CallObjects;
  readonly rules: CallRules;
  readonly permit: CallPermit;
  /** False: it takes a permit only if a rule asks somebody. */
  readonly isCounted: boolean;
  readonly usage: CallUsage;
};

/** Of a request that is ours, and names nothing. */
export const NO_OBJECTS: CallObjects = { requireOwn: async () => {}, recorder: () => null };

export const NO_RULES: CallRules = { admit: async (call) => ({ call, guard: null }) };

export const NO_PERMIT: CallPermit = { take: async () => {}, giveBack: () => undefined };

export const NOT_COUNTED: CallUsage = {
  open: async () => {},
  refused: () => undefined,
  answered: () => undefined,
  streamed: () => undefined,
  streamEnded: () => undefined,
  failed: () => undefined,
};
