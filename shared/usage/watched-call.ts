// Follows one call from its intent to its end, and settles it by what the provider said or what was seen.
import type { Clock } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { CallFailure, CallWatch, StreamEnd } from '../wire/call-watch.ts';
import {
  type CallIntent,
  type CallOutcome,
  NO_TOKENS,
  newCallId,
  type Settlement,
  type TokenCounts,
} from './call.ts';
import { type MeteredCall, type MeterPorts, noteRefusal, openCall } from './meter.ts';
import { modelName, UNKNOWN_MODEL } from './model-name.ts';
import type { PolicyRecord } from './policy-record.ts';
import { tallyAnswer } from './tally/answer-tally.ts';
import { estimateInputTokens } from './tally/estimate.ts';
import { StreamTally } from './tally/stream-tally.ts';

export type CountedCall = {
  readonly projectId: ProjectId;
  readonly keyId: KeyId;
  readonly model: string;
  /** The request as parsed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** As in `CallIntent`. */
  readonly purpose?: 'policy';
  readonly session?: string;
  /** What rules have found so far; null: nothing. Asked when the call begins, and when it ends. */
  readonly policy?: () => PolicyRecord | null;
  /** Rules may still be looking when the call ends: null when none is. Never rejects. */
  readonly policyComplete?: () => Promise<unknown> | null;
};

const OUTCOME = {
  complete: 'ok',
  failed: 'failed',
  aborted: 'aborted',
  blocked: 'blocked',
} as const satisfies Record<StreamEnd, CallOutcome>;

/** Statuses that say nothing against the model's name. */
const NOT_THE_MODEL = new Set([401, 402, 403, 408, 409, 413, 429]);

export class WatchedCall implements CallWatch {
  readonly #facts: CountedCall;
  readonly #ports: MeterPorts & { readonly clock: Clock };
  readonly #estimatedInput: number;
  readonly #stream: StreamTally;
  #call: MeteredCall | null = null;
  #isSettling = false;

  constructor(facts: CountedCall, ports: MeterPorts & { readonly clock: Clock }) {
    this.#facts = facts;
    this.#ports = ports;
    this.#estimatedInput = estimateInputTokens(facts.body);
    this.#stream = new StreamTally(this.#estimatedInput);
  }

  /** Resolves when the intent is durable. Rejects with ApiError `service_unavailable`; then nothing is counted. */
  open(provider: string): Promise<void> {
    this.#call = openCall(this.#intent(modelName(this.#facts.model), provider), this.#ports);
    return this.#call.opened;
  }

  /** Instead of `open`: a rule has stopped the request. Its model's name is nobody's but the client's. */
  refused(): void {
    noteRefusal(this.#intent(UNKNOWN_MODEL, 'none'), this.#ports);
  }

  #intent(model: string, provider: string): CallIntent {
    const { projectId, keyId, purpose, session } = this.#facts;
    return {
      projectId,
      keyId,
      provider,
      model,
      callId: newCallId(),
      startedAtMs: this.#ports.clock(),
      estimatedInputTokens: this.#estimatedInput,
      ...(purpose === undefined ? {} : { purpose }),
      ...(session === undefined ? {} : { session }),
      ...this.#policy(),
    };
  }

  #policy(): { policy?: PolicyRecord } {
    const policy = this.#facts.policy?.() ?? null;
    return policy === null ? {} : { policy };
  }

  /** The first result counts, also when it waits for rules. */
  #settle(settlement: Settlement): void {
    const call = this.#call;
    if (call === null || this.#isSettling) return;
    this.#isSettling = true;
    const settle = (): void => call.settle({ ...settlement, ...this.#policy() });
    const complete = this.#facts.policyComplete?.() ?? null;
    if (complete === null) settle();
    else this.#ports.afterwards.add(complete.then(settle));
  }

  /** Looking into an answer takes a while if it is large, so the client gets it first. */
  readonly answered = (body: Buffer, end: 'complete' | 'blocked' = 'complete'): void => {
    const count = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      const tally = tallyAnswer(body, this.#estimatedInput);
      this.#settle({ outcome: OUTCOME[end], ...tally });
    };
    this.#ports.afterwards.add(count());
  };

  readonly streamed = (frames: Buffer): void => this.#stream.push(frames);

  readonly streamEnded = (end: StreamEnd): void => {
    const { isFailure, ...tally } = this.#stream.result();
    this.#settle({ outcome: isFailure ? 'failed' : OUTCOME[end], ...tally });
  };

  /**
   * A key could name models without end that its provider refuses; they are counted as one, so that the report
   * stays readable.
   */
  readonly failed = ({ status, mayHaveWorked }: CallFailure): void => {
    const tokens: TokenCounts = mayHaveWorked
      ? { ...NO_TOKENS, input: this.#estimatedInput }
      : NO_TOKENS;
    const isRefused =
      status !== null && status >= 400 && status < 500 && !NOT_THE_MODEL.has(status);
    this.#settle({
      outcome: 'failed',
      tokens,
      estimated: mayHaveWorked,
      ...(isRefused ? { model: UNKNOWN_MODEL } : {}),
    });
  };
}
