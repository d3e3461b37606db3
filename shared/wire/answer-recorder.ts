// What takes note of an answer before its caller has all of it, as whoever passes it on sees it.
import type { Readable } from 'node:stream';

export type AnswerRecorder = {
  /** A whole answer, JSON. Resolves when what it tells is recorded. Never rejects. */
  readonly whole: (answer: Buffer) => Promise<void>;
  /** The same bytes; the end of the stream comes when what it tells is recorded. */
  readonly stream: (answer: Readable) => Readable;
};
