// Server-sent events as bytes: finds where frames end, without decoding or changing anything.
// Source: WHATWG HTML, 9.2.5: a line ends with LF, CR or CRLF, and an empty line ends a frame.

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = Buffer.alloc(0);

/** Collects the bytes of a stream and gives them back frame by frame; put together, the same bytes. */
export class FrameCutter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** The last two bytes of what is pending; NaN where a frame begins. */
  #last = Number.NaN;
  #beforeLast = Number.NaN;

  /** Bytes of the unfinished frame. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The whole frames that `chunk` completes, or null when it completes none. */
  push(chunk: Buffer): Buffer | null {
    const end = this.#lastFrameEnd(chunk);
    if (end < 0) {
      this.#keep(chunk);
      return null;
    }
    const head = chunk.subarray(0, end);
    const frames = this.#pendingBytes === 0 ? head : Buffer.concat([...this.#pending, head]);
    this.#forget();
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    return frames;
  }

  /** Takes the unfinished frame out. */
  flush(): Buffer {
    const rest = this.#pendingBytes === 0 ? EMPTY : Buffer.concat(this.#pending);
    this.#forget();
    return rest;
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#beforeLast = bytes.at(-2) ?? this.#last;
    this.#last = bytes.at(-1) ?? Number.NaN;
  }

  #forget(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#last = Number.NaN;
    this.#beforeLast = Number.NaN;
  }

  /** The index after the last empty line of `chunk`, -1 if there is none; 0: the frame had ended before. */
  #lastFrameEnd(chunk: Buffer): number {
    let lf = chunk.lastIndexOf(LF);
    let cr = chunk.lastIndexOf(CR);
    // A CR that ends the chunk may be half of a CRLF.
    if (cr === chunk.length - 1) cr = previous(chunk, CR, cr);
    while (lf >= 0 || cr >= 0) {
      const isLf = lf > cr;
      const at = isLf ? lf : cr;
      if ((isLf || chunk[at + 1] !== LF) && this.#endsEmptyLine(chunk, at)) return at + 1;
      if (isLf) lf = previous(chunk, LF, lf);
      else cr = previous(chunk, CR, cr);
    }
    const heldBack = this.#last === CR && chunk.length > 0 && chunk[0] !== LF;
    return heldBack && endsLine(this.#beforeLast) ? 0 : -1;
  }

  #endsEmptyLine(chunk: Buffer, at: number): boolean {
    const isCrLf = chunk[at] === LF && this.#byteAt(chunk, at - 1) === CR;
    return endsLine(this.#byteAt(chunk, isCrLf ? at - 2 : at - 1));
  }

  #byteAt(chunk: Buffer, index: number): number {
    if (index >= 0) return chunk[index] ?? Number.NaN;
    return index === -1 ? this.#last : this.#beforeLast;
  }
}

/** True at the start of a frame, too: an empty line there is a frame of its own. */
const endsLine = (byte: number): boolean => byte === LF || byte === CR || Number.isNaN(byte);

const previous = (chunk: Buffer, byte: number, before: number): number =>
  before <= 0 ? -1 : chunk.lastIndexOf(byte, before - 1);

const END_OF_LINE = /\r\n|\n|\r/;
/** Two line ends: a CR counts as one only when no LF follows. */
const END_OF_FRAME = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))/g;

/** Cuts a block of whole frames into its frames; put together, the same bytes. */
export function splitFrames(block: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let start = 0;
  for (const match of block.toString('latin1').matchAll(END_OF_FRAME)) {
    const end = match.index + match[0].length;
    frames.push(block.subarray(start, end));
    start = end;
  }
  if (start < block.length) frames.push(block.subarray(start));
  return frames;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The data of a frame, its lines joined by LF; null when it has none (a comment, say). A stream may begin with a byte
 * order mark, which is no part of its first frame.
 */
export function dataOf(frame: Buffer): string | null {
  const text = frame.toString('utf8');
  const lines = (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split(END_OF_LINE);
  const data = lines.flatMap((line) => (/^data(:|$)/.test(line) ? line.slice(5) : []));
  return data.length === 0 ? null : data.map((text) => text.replace(/^ /, '')).join('\n');
}

/** One frame; `data` is JSON or a word, so it has one line. */
export const frameOf = (data: string, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;

/** A comment, which every client skips. */
export const PING = Buffer.from(': ping\n\n');
