// All that one answer says, text by text, under the outbound rules.
import { ApiError } from '../../errors/api-error.ts';
import type { JsonObject } from '../../kernel/json-object.ts';
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import type { GuardOptions } from '../../rules/guard/stream-guard.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import { TriggeredRules } from '../prompt/triggered-rules.ts';
import { Channel, type ChannelKind, type Render } from './channel.ts';

/** More than any answer has; bounds the memory that a hostile one takes. */
const MAX_CHANNELS = 4096;
/** Names of dropped fields that are told apart. */
const MAX_DROPPED_NAMES = 20;
/** Instead of an error's text that a rule blocks. */
const WITHHELD = "The project's policy does not allow this text.";
const PLAIN_NAME = /^[\w.]{1,64}$/;

export type ChannelPlace = {
  /** Unique in the answer; channels of a group have a common beginning, ending in `/`. */
  readonly key: string;
  readonly kind: ChannelKind;
  readonly render: Render | null;
};

export class AnswerBook {
  readonly #plan: DirectionPlan;
  readonly #options: GuardOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #known = new Map<string, { readonly input: string; readonly output: string }>();
  /** Of the texts besides the channels. */
  readonly #found: TriggeredRules;
  readonly #dropped = new Map<string, number>();
  /** Texts besides the channels. */
  #otherText = '';
  /** Texts that came out, for what is being written: they need not be read again. */
  #told = new Set<string>();
  /** Values that were read as the JSON that they are. */
  readonly #read = new WeakSet<object>();
  /** Of the event that is being read. */
  #heldTexts: JsonObject[] = [];
  #blockedBy: CompiledRule | null = null;

  constructor(plan: DirectionPlan, options: GuardOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#found = new TriggeredRules(plan);
  }

  /** The rule that ended the answer: nothing is read or let out any more. */
  get blockedBy(): CompiledRule | null {
    return this.#blockedBy;
  }

  /** Adds to a channel. Returns what may be sent now. */
  push(place: ChannelPlace, piece: string): string {
    // An empty piece tells nothing: the text may still come as a whole.
    if (piece === '' || this.#blockedBy !== null) return '';
    const channel = this.#channel(place);
    return this.#tell(this.#note(channel, channel.push(piece)));
  }

  /** Ends a channel. Returns what was held, which the caller sends. */
  end({ key }: Pick<ChannelPlace, 'key'>): string {
    const channel = this.#channels.get(key);
    if (channel === undefined || this.#blockedBy !== null) return '';
    return this.#tell(this.#note(channel, channel.end()));
  }

  /** Ends all channels of a group; what was held goes out before the event that is being read. */
  endGroup(prefix: string): void {
    for (const [key, channel] of this.#channels) if (key.startsWith(prefix)) this.#endHeld(channel);
  }

  /** The text of a channel as a whole: what was told of it, or else what the rules leave of `text`. */
  total(place: ChannelPlace, text: string): string {
    if (!this.#channels.has(place.key)) this.push({ ...place, render: null }, text);
    const channel = this.#channels.get(place.key);
    if (channel === undefined) return '';
    this.#endHeld(channel);
    return this.#tell(channel.output);
  }

  isMasked({ key }: Pick<ChannelPlace, 'key'>): boolean {
    return this.#channels.get(key)?.isMasked ?? false;
  }

  /** A text that comes as a whole. One that is repeated under the same key counts once. */
  whole(key: string, input: string, kind: ChannelKind = 'text', isLabel = false): string {
    if (input === '' || this.#blockedBy !== null) return '';
    const known = this.#known.get(key);
    if (known?.input === input) return this.#tell(known.output);
    const channel = new Channel(kind, this.#plan, this.#options, null);
    const output = this.#note(channel, channel.push(input));
    const rest = this.#blockedBy === null ? this.#note(channel, channel.end()) : '';
    this.#found.add(channel.triggered(), false);
    if (this.#known.size < MAX_CHANNELS) this.#known.set(key, { input, output: output + rest });
    if (!isLabel) this.#otherText += `${output + rest}\n`;
    return this.#tell(output + rest);
  }

  /** What should be an id or a kind, and has not the form of one. A model is asked about it if it has several words. */
  label(key: string, input: string): string {
    return this.whole(key, input, 'text', !/\s/.test(input));
  }

  /** Text of an error: what may not be told is replaced, and nothing is blocked. */
  harmless(input: string): string {
    const channel = new Channel('text', this.#plan, this.#options, null);
    const output = channel.push(input) + (channel.blockedBy === null ? channel.end() : '');
    this.#found.add(channel.triggered(), false);
    return this.#tell(channel.blockedBy === null ? output : WITHHELD);
  }

  /** Counts something that no rule can read, and is left out. */
  drop(name: string): void {
    const shown = PLAIN_NAME.test(name) ? name : 'other';
    const isKnown = this.#dropped.has(shown) || this.#dropped.size < MAX_DROPPED_NAMES;
    const counted = isKnown ? shown : 'other';
    this.#dropped.set(counted, (this.#dropped.get(counted) ?? 0) + 1);
  }

  /** Takes out the events with text that was held, to be sent before the event that was read. */
  takeHeldTexts(): JsonObject[] {
    const events = this.#heldTexts;
    this.#heldTexts = [];
    return events;
  }

  /** In the order of the rules; offsets are those of the text that each match was found in. */
  get triggered(): readonly TriggeredRule[] {
    const sums = new TriggeredRules(this.#plan);
    for (const channel of this.#channels.values()) sums.add(channel.triggered(), false);
    sums.add(this.#found.list(), false);
    return sums.list();
  }

  /** How often each was left out. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  /** The rewritten texts, those of channels one by one. */
  get texts(): string[] {
    const outputs = [...this.#channels.values()].map(({ output }) => output);
    return [...outputs, this.#otherText].filter((text) => text.trim() !== '');
  }

  /** True for a text that came out for what is being written. */
  hasTold(text: string): boolean {
    return this.#told.has(text);
  }

  /** A value that was read as a whole: its parts need not be. */
  noteRead<T>(value: T): T {
    if (typeof value === 'object' && value !== null) this.#read.add(value);
    return value;
  }

  hasRead(value: object): boolean {
    return this.#read.has(value);
  }

  /** What is written next was not read yet. */
  beginWriting(): void {
    this.#told.clear();
  }

  #tell(text: string): string {
    this.#told.add(text);
    return text;
  }

  #channel({ key, kind, render }: ChannelPlace): Channel {
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    if (this.#channels.size === MAX_CHANNELS)
      throw new ApiError('upstream_error', { cause: new Error('too many texts') });
    const channel = new Channel(kind, this.#plan, this.#options, render);
    this.#channels.set(key, channel);
    return channel;
  }

  #endHeld(channel: Channel): void {
    if (channel.isOver || this.#blockedBy !== null) return;
    const text = this.#note(channel, channel.end());
    if (text !== '' && channel.render !== null)
      this.#heldTexts.push(channel.render(this.#tell(text)));
  }

  #note(channel: Channel, text: string): string {
    this.#blockedBy = channel.blockedBy;
    return text;
  }
}
