// One answer and its judgement: the texts in its format's hands, and what is reported about them.
import type { ApiError } from '../../errors/api-error.ts';
import type { JsonObject } from '../../kernel/json-object.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';
import type { CompiledRule } from '../../rules/policy.ts';
import { policyViolation } from '../policy-violation.ts';
import { TriggeredRules } from '../prompt/triggered-rules.ts';
import { AnswerBook } from './answer-book.ts';
import type { AnswerRules } from './answer-rules.ts';
import { judgeTexts, watchTexts } from './ask-about-texts.ts';
import type { AnswerFormat } from './formats/answer-format.ts';
import { createChatFormat } from './formats/chat-format.ts';
import { createCompletionsFormat } from './formats/completions-format.ts';
import { createImagesFormat } from './formats/images-format.ts';
import { createInputItemsFormat } from './formats/input-items-format.ts';
import { createMessagesFormat } from './formats/messages-format.ts';
import { createResponsesFormat } from './formats/responses-format.ts';
import { createTranscriptFormat } from './formats/transcript-format.ts';
import { echoesOf, type SealPorts, seal } from './seal.ts';

const FORMATS = {
  chat: createChatFormat,
  messages: createMessagesFormat,
  responses: createResponsesFormat,
  inputItems: createInputItemsFormat,
  compaction: createResponsesFormat,
  completions: createCompletionsFormat,
  imageGeneration: createImagesFormat,
  imageEdit: createImagesFormat,
  imageVariation: createImagesFormat,
  transcription: createTranscriptFormat,
  translation: createTranscriptFormat,
  // Numbers, or sound; only their errors have text.
  embeddings: createChatFormat,
  moderations: createChatFormat,
  inputTokens: createResponsesFormat,
  speech: createChatFormat,
  countTokens: createMessagesFormat,
} as const satisfies Record<AnswerRules['endpoint'], (book: AnswerBook) => AnswerFormat>;

const NOTHING_DROPPED: ReadonlyMap<string, number> = new Map();

export class JudgedAnswer {
  readonly book: AnswerBook;
  readonly format: AnswerFormat;
  readonly #rules: AnswerRules;
  readonly #asked: TriggeredRules;
  readonly #sealing: SealPorts;
  #blockedBy: CompiledRule | null = null;
  #failed: readonly CompiledRule[] = [];
  #blindness: unknown = null;

  constructor(rules: AnswerRules) {
    const { plan, digest, endpoint } = rules;
    this.#rules = rules;
    this.#asked = new TriggeredRules(plan);
    this.book = new AnswerBook(plan, digest === undefined ? {} : { digest });
    this.format = FORMATS[endpoint](this.book);
    this.#sealing = { book: this.book, isEcho: echoesOf(rules.asked ?? {}) };
  }

  /** What may be sent of an event, in order: texts that were held, then what is left of it. */
  readEvent(event: JsonObject): JsonObject[] {
    this.book.beginWriting();
    const left = this.format.rewriteEvent(event);
    const held = this.book.takeHeldTexts();
    return this.#sealed(left === null ? held : [...held, left]);
  }

  /** The texts of all channels that are still held. */
  endTexts(): JsonObject[] {
    this.book.beginWriting();
    this.book.endGroup('');
    return this.#sealed(this.book.takeHeldTexts());
  }

  /** Changes the answer. */
  readAnswer(answer: JsonObject): void {
    this.book.beginWriting();
    this.format.rewriteAnswer(answer);
    this.#sealed([answer]);
  }

  /** After a block only what was let out before it may go, and that is text. */
  #sealed(objects: JsonObject[]): JsonObject[] {
    if (this.book.blockedBy !== null) return objects;
    for (const object of objects) {
      seal(object, this.#sealing);
      if (this.book.blockedBy !== null) return [];
    }
    return objects;
  }

  /** The error that its caller gets, once a rule has blocked it. */
  get violation(): ApiError | null {
    const blockedBy = this.book.blockedBy ?? this.#blockedBy;
    if (blockedBy === null) return null;
    return policyViolation('response_blocked', { blockedBy, triggered: this.#triggered() });
  }

  /** Asks the rules that ask a model, before anything is shown. */
  async askFirst(): Promise<void> {
    const { blockedBy, triggered, failed } = await judgeTexts(this.#rules, this.book.texts);
    this.#asked.add(triggered, false);
    this.#failed = failed;
    this.#blockedBy = blockedBy;
  }

  /** Asks them while the answer is on its way, to count what matches. */
  askLater(): void {
    const { afterwards, onReport } = this.#rules;
    const watch = async (): Promise<void> => {
      const { triggered, failed } = await watchTexts(this.#rules, this.book.texts);
      if (triggered.length + failed.length > 0)
        onReport({ triggered, failed, blockedBy: null, dropped: NOTHING_DROPPED, blindness: null });
    };
    if (this.#rules.plan.observers.length > 0) afterwards.add(watch());
  }

  /** Rules that only watch cannot go on. */
  lose(error: unknown): void {
    this.#blindness ??= error;
  }

  report(): void {
    this.#rules.onReport({
      triggered: this.#triggered(),
      blockedBy: this.book.blockedBy ?? this.#blockedBy,
      failed: this.#failed,
      dropped: this.book.dropped,
      blindness: this.#blindness,
    });
  }

  #triggered(): readonly TriggeredRule[] {
    const all = new TriggeredRules(this.#rules.plan);
    all.add(this.book.triggered, false);
    all.add(this.#asked.list(), false);
    return all.list();
  }
}
