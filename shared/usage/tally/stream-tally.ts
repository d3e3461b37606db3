// Reads along with a provider's event stream: its usage where it says it, the amount of text where it does not.
import { dataOf, splitFrames } from '../../http/sse.ts';
import { isObject } from '../../kernel/is-object.ts';
import { jsonOrNull } from '../../kernel/json-or-null.ts';
import { type CallVariant, NO_TOKENS, type OtherCounts, type TokenCounts } from '../call.ts';
import { answerCharacters, tokensOf } from './estimate.ts';
import { readOthers, readVariant, tellsSeconds } from './other-counts.ts';
import { readUsage } from './provider-usage.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Events whose response is over; before them, as in `message_start`, the output cannot be known. */
const LAST_EVENTS = new Set(['response.completed', 'response.incomplete', 'response.failed']);

export type Tally = {
  readonly tokens: TokenCounts;
  /** True when a part of the counts is estimated. */
  readonly estimated: boolean;
  readonly others?: OtherCounts;
  readonly variant?: CallVariant;
};

export class StreamTally {
  readonly #estimatedInput: number;
  #usage: JsonObject = {};
  #isFinal = false;
  #characters = 0;
  #isFailure = false;
  #images = 0;
  #tier: unknown = null;

  /** `estimatedInputTokens` counts when the provider never says what went in. */
  constructor(estimatedInputTokens: number) {
    this.#estimatedInput = estimatedInputTokens;
  }

  /** Takes whole frames. Never throws: what cannot be read says nothing. */
  push(frames: Buffer): void {
    for (const frame of splitFrames(frames)) {
      const event = parse(dataOf(frame));
      if (event === null) continue;
      this.#characters += answerCharacters(event);
      this.#readUsage(event);
      this.#isFailure ||= saysFailure(event);
      if (PICTURE_EVENT.test(String(event['type']))) this.#images++;
      this.#tier = tierIn(event) ?? this.#tier;
    }
  }

  /** `isFailure`: the stream itself says that the provider failed. */
  result(): Tally & { readonly isFailure: boolean } {
    const others = readOthers(this.#usage);
    const variant = readVariant({ service_tier: this.#tier }, this.#usage);
    return {
      ...this.#tally(),
      isFailure: this.#isFailure,
      others: this.#images === 0 ? others : { ...others, images: this.#images },
      ...(variant === null ? {} : { variant }),
    };
  }

  #tally(): Tally {
    const said = tellsSeconds(this.#usage) ? NO_TOKENS : readUsage(this.#usage);
    if (said !== null && this.#isFinal) return { tokens: said, estimated: false };
    const written = tokensOf(this.#characters);
    const tokens = {
      input: said?.input ?? this.#estimatedInput,
      output: Math.max(said?.output ?? 0, written),
      cachedInput: said?.cachedInput ?? 0,
      cacheWrite: said?.cacheWrite ?? 0,
      reasoning: said?.reasoning ?? 0,
    };
    return { tokens, estimated: true };
  }

  /**
   * OpenAI's chat chunks and Anthropic's `message_delta` have it at the top; Responses events and Anthropic's
   * `message_start` inside. Later counts replace earlier ones.
   */
  #readUsage(event: JsonObject): void {
    const { usage } = event;
    const inner = isObject(event['response']) ? event['response'] : event['message'];
    const innerUsage = isObject(inner) ? inner['usage'] : null;
    if (isObject(usage)) this.#take(usage, true);
    else if (isObject(innerUsage)) this.#take(innerUsage, LAST_EVENTS.has(String(event['type'])));
  }

  #take(usage: JsonObject, isFinal: boolean): void {
    const known = Object.entries(usage).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) };
    this.#isFinal ||= isFinal;
  }
}

/** The last one of a picture; parts come before it. */
const PICTURE_EVENT = /^image_(?:generation|edit)\.completed$/;

/** Chat chunks have it at the top, Responses events inside. */
const tierIn = ({ service_tier: tier, response }: JsonObject): unknown =>
  tier ?? (isObject(response) ? response['service_tier'] : undefined);

/** OpenAI's `{"error":…}` chunk, Anthropic's and the Responses API's error events, a response that failed. */
const saysFailure = (event: JsonObject): boolean =>
  event['type'] === 'error' || event['type'] === 'response.failed' || isObject(event['error']);

function parse(data: string | null): JsonObject | null {
  if (data === null || !data.startsWith('{')) return null;
  const value = jsonOrNull(data);
  return isObject(value) ? value : null;
}
