// One call to a provider as usage sees it: the intent written before it, and what is known after it.
import { randomBase62 } from '../kernel/base62.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { PolicyRecord } from './policy-record.ts';

/** Ours, not the request's id: API Gateway lets a client choose that one, and a call must not hide behind another. */
export type CallId = string & { readonly __brand: 'CallId' };

export const newCallId = (): CallId => randomBase62(22) as CallId;

/** Where a call's row is: by project, then by time, so that neither needs an index. */
export type CallPlace = {
  readonly projectId: ProjectId;
  readonly startedAtMs: number;
  readonly callId: CallId;
};

/** Durable before the provider hears of the call, so that a crash can lose its result but never the call. */
export type CallIntent = CallPlace & {
  readonly keyId: KeyId;
  /** As in `modelName`. */
  readonly model: string;
  readonly provider: string;
  /** What the call counts for if nothing more is ever heard of it. */
  readonly estimatedInputTokens: number;
  /**
   * `policy`: not the client's call, but one by which a rule asked a model about it. `background`: no call, but what a
   * call that ran on had used in the end. Absent: the client's.
   */
  readonly purpose?: 'policy' | 'background';
  /** The client's name for what the call is a part of; absent: it told none. */
  readonly session?: string;
  /** What rules found in the request. */
  readonly policy?: PolicyRecord;
};

/** Cached and reasoning tokens are parts of input and output, not additions to them. */
export type TokenCounts = {
  readonly input: number;
  readonly output: number;
  /** Input that the provider read from its cache. */
  readonly cachedInput: number;
  /** Input that the provider wrote to its cache. */
  readonly cacheWrite: number;
  readonly reasoning: number;
};

export const NO_TOKENS: TokenCounts = {
  input: 0,
  output: 0,
  cachedInput: 0,
  cacheWrite: 0,
  reasoning: 0,
};

/** What a provider tells besides tokens by kind. Each is a whole number of 0 or more; absent: it told none. */
export type OtherCounts = {
  /** Input that was written to a cache for an hour, a part of `cacheWrite`. */
  readonly longCacheWriteTokens?: number;
  readonly webSearchRequests?: number;
  readonly images?: number;
  readonly audioSeconds?: number;
};

/** How the provider worked, where that has a price of its own; empty: as usual. */
export type CallVariant = { readonly serviceTier: string; readonly inferenceGeo: string };

export type CallOutcome =
  | 'ok'
  /** The client left before the end. */
  | 'aborted'
  /** A rule stopped the answer. */
  | 'blocked'
  /** A rule stopped the request: no call was made, and none is counted. */
  | 'refused'
  /** The provider answered with an error, broke off, or could not be reached. */
  | 'failed'
  /** The process ended before it could say: counted by the intent's estimate. */
  | 'abandoned';

export type Settlement = {
  readonly outcome: CallOutcome;
  readonly tokens: TokenCounts;
  /** True when any of the counts is ours and not the provider's. */
  readonly estimated: boolean;
  readonly others?: OtherCounts;
  readonly variant?: CallVariant;
  /** Replaces the intent's. */
  readonly model?: string;
  /** Replaces the intent's: what rules found in the request and in the answer. */
  readonly policy?: PolicyRecord;
};

/** A stored call that is not part of the aggregates yet. */
export type PendingCall = CallIntent &
  (
    | { readonly state: 'open' }
    | { readonly state: 'settled'; readonly settlement: Settlement }
    /** Its provider was never called; the row only keeps a late intent from coming back. */
    | { readonly state: 'void' }
  );
