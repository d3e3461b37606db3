// Follows one call from its intent to its end, and settles it by what the provider said or what was seen.
import type { Clock } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import { tallyAnswer } from './answer-tally.ts';
import { type CallOutcome, NO_TOKENS, newCallId, type TokenCounts } from './call.ts';
import { estimateInputTokens } from './estimate.ts';
import { type MeteredCall, type MeterPorts, openCall } from './meter.ts';
import { modelName, UNKNOWN_MODEL } from './model-name.ts';
import { StreamTally } from './stream-tally.ts';

export type CallFacts = {
  readonly projectId: ProjectId;
  readonly keyId: KeyId;
  readonly model: string;
  /** The request as parsed. */
  readonly body: Readonly<Record<string, unknown>>;
};

type StreamEnd = 'complete' | 'failed' | 'aborted' | 'blocked';

const OUTCOME = {
  complete: 'ok',
  failed: 'failed',
  aborted: 'aborted',
  blocked: 'blocked',
} as const satisfies Record<StreamEnd, CallOutcome>;

/** Statuses that say nothing against the model's name. */
const NOT_THE_MODEL = new Set([401, 402, 403, 408, 409, 413, 429]);

export class WatchedCall {
  readonly #facts: CallFacts;
  readonly #ports: MeterPorts & { readonly clock: Clock };
  readonly #estimatedInput: number;
  readonly #stream: StreamTally;
  #call: MeteredCall | null = null;

  constructor(facts: CallFacts, ports: MeterPorts & { readonly clock: Clock }) {
    this.#facts = facts;
    this.#ports = ports;
    this.#estimatedInput = estimateInputTokens(facts.body);
    this.#stream = new StreamTally(this.#estimatedInput);
  }

  /** Resolves when the intent is durable. Rejects with ApiError `service_unavailable`; then nothing is counted. */
  open(provider: string): Promise<void> {
    const { projectId, keyId, model } = this.#facts;
    const intent = {
      projectId,
      keyId,
      provider,
      callId: newCallId(),
      model: modelName(model),
      startedAtMs: this.#ports.clock(),
      estimatedInputTokens: this.#estimatedInput,
    };
    this.#call = openCall(intent, this.#ports);
    return this.#call.opened;
  }

  /** Looking into an answer takes a while if it is large, so the client gets it first. */
  readonly answered = (body: Buffer, end: 'complete' | 'blocked' = 'complete'): void => {
    const count = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      const { tokens, estimated } = tallyAnswer(body, this.#estimatedInput);
      this.#call?.settle({ outcome: OUTCOME[end], tokens, estimated });
    };
    this.#ports.afterwards.add(count());
  };

  readonly streamed = (frames: Buffer): void => this.#stream.push(frames);

  readonly streamEnded = (end: StreamEnd): void => {
    const { tokens, estimated, isFailure } = this.#stream.result();
    this.#call?.settle({ outcome: isFailure ? 'failed' : OUTCOME[end], tokens, estimated });
  };

  /**
   * A key could name models without end that its provider refuses; they are counted as one, so that the report
   * stays readable.
   */
  readonly failed = (failure: {
    readonly status: number | null;
    readonly mayHaveWorked: boolean;
  }): void => {
    const { status, mayHaveWorked } = failure;
    const tokens: TokenCounts = mayHaveWorked
      ? { ...NO_TOKENS, input: this.#estimatedInput }
      : NO_TOKENS;
    const isRefused =
      status !== null && status >= 400 && status < 500 && !NOT_THE_MODEL.has(status);
    this.#call?.settle({
      outcome: 'failed',
      tokens,
      estimated: mayHaveWorked,
      ...(isRefused ? { model: UNKNOWN_MODEL } : {}),
    });
  };
}
