// What one wire format does with the texts of an answer. One is made for each answer.
import type { JsonObject } from '../../../kernel/json-object.ts';

/** Texts go through the answer's book, and everything that no rule has read is taken out. Objects are changed. */
export type AnswerFormat = {
  /** Events have a name on the wire, which is their `type`. */
  readonly namesEvents: boolean;
  /**
   * What may be sent of an event, after the book's held texts; null: nothing. After a block, only what was let out
   * before it.
   */
  readonly rewriteEvent: (event: JsonObject) => JsonObject | null;
  readonly rewriteAnswer: (answer: JsonObject) => void;
  /** Called for every event that is sent, in order. */
  readonly numberEvent: (event: JsonObject) => void;
};
