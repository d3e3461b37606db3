// One text that a model writes bit by bit, and what the rules let out of it.
import { ApiError } from '../../errors/api-error.ts';
import type { JsonObject } from '../../kernel/json-object.ts';
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import {
  createStreamGuard,
  type GuardOptions,
  type GuardOutput,
  type StreamGuard,
} from '../../rules/guard/stream-guard.ts';
import { createJsonStringChannel } from '../../rules/json/json-string-channel.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';

/** `json`: text that is JSON itself, such as a tool's arguments, and stays it. */
export type ChannelKind = 'text' | 'json';

/** The event by which more text of a channel is told. */
export type Render = (text: string) => JsonObject;

export class Channel {
  /** Null: nothing can be told of it besides the snapshot that it stands in. */
  readonly render: Render | null;
  readonly #guard: StreamGuard;
  #output = '';
  #isOver = false;
  #blockedBy: CompiledRule | null = null;

  constructor(
    kind: ChannelKind,
    plan: DirectionPlan,
    options: GuardOptions,
    render: Render | null,
  ) {
    this.render = render;
    this.#guard =
      kind === 'json' ? createJsonStringChannel(plan, options) : createStreamGuard(plan, options);
  }

  /** Everything that came out so far. */
  get output(): string {
    return this.#output;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get blockedBy(): CompiledRule | null {
    return this.#blockedBy;
  }

  /** What may be sent now. Text after the end could complete what was sent before it: that answer is refused. */
  push(piece: string): string {
    if (piece === '') return '';
    if (this.#isOver)
      throw new ApiError('upstream_error', { cause: new Error('text after its end') });
    return this.#take(this.#guard.push(piece));
  }

  /** What was held; '' when it is over already. */
  end(): string {
    if (this.#isOver) return '';
    this.#isOver = true;
    return this.#take(this.#guard.finish());
  }

  triggered(): TriggeredRule[] {
    return this.#guard.triggered();
  }

  /** Some of its text was replaced. */
  get isMasked(): boolean {
    return this.triggered().some(({ decision, monitoring }) => decision === 'mask' && !monitoring);
  }

  #take({ text, blockedBy }: GuardOutput): string {
    this.#blockedBy = blockedBy;
    this.#output += text;
    return text;
  }
}
