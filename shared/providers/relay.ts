// Passes a provider's event stream on, whole frame by whole frame: as its guard says, or untouched; failures end it.
import { Readable } from 'node:stream';
import { type ApiError, asApiError } from '../errors/api-error.ts';
import { FrameCutter, PING } from '../http/sse.ts';
import type { Log } from '../kernel/log.ts';
import type { GuardedFrames, GuardedStream } from '../wire/answer-guard.ts';
import type { CallWatch, StreamEnd } from '../wire/call-watch.ts';
import { completionOf, hasDone, withoutUsageChunk } from '../wire/stream-frames.ts';
import type { StreamForm } from '../wire/surface.ts';
import { type StreamingName, surfaces } from '../wire/surfaces.ts';
import type { ProviderToken } from './provider-token.ts';
import { redact } from './redact.ts';
import { failure } from './transport/transport.ts';

export type RelayLimits = {
  /** Silence after which a comment keeps the connections on the way open, milliseconds. */
  readonly pingAfterMs: number;
  /** A final Responses event carries the whole answer, images included. */
  readonly maxFrameBytes: number;
  readonly maxStreamBytes: number;
};

export const RELAY_LIMITS: RelayLimits = {
  pingAfterMs: 12_000,
  maxFrameBytes: 16 * 1024 * 1024,
  maxStreamBytes: 64 * 1024 * 1024,
};

export type RelayOptions = {
  readonly endpoint: StreamingName;
  readonly hideUsage: boolean;
  readonly token: ProviderToken;
  readonly requestId: string;
  readonly log: Log;
  readonly watch: Pick<CallWatch, 'streamed' | 'streamEnded'>;
  readonly guard: GuardedStream | null;
  readonly limits?: RelayLimits;
};

/**
 * Never emits `error`: after the status is out there is only an error event. Destroying the result ends the
 * provider call at once; a reader that stops makes the provider stop.
 */
export const relayStream = (source: Readable, options: RelayOptions): Readable =>
  new Relay(source, options).output;

class Relay {
  readonly output: Readable;
  readonly #source: Readable;
  readonly #options: RelayOptions;
  readonly #limits: RelayLimits;
  readonly #form: StreamForm;
  readonly #cutter = new FrameCutter();
  readonly #ping: NodeJS.Timeout;
  #lastFrames: Buffer = Buffer.alloc(0);
  #receivedBytes = 0;
  #isDone = false;
  /** The provider has ended its stream. */
  #isEnding = false;
  #isOver = false;

  constructor(source: Readable, options: RelayOptions) {
    this.#source = source;
    this.#options = options;
    this.#form = surfaces[options.endpoint].stream;
    this.#limits = options.limits ?? RELAY_LIMITS;
    this.#ping = setTimeout(() => this.#keepAlive(), this.#limits.pingAfterMs);
    this.output = new Readable({
      read: () => void source.resume(),
      destroy: (error, callback) => {
        this.#close('aborted');
        callback(error);
      },
    });
    source.on('data', (chunk: Buffer) => this.#receive(chunk));
    source.once('end', () => this.#finish());
    source.on('error', (error) => this.#fail(failure(error)));
    source.once('close', () => {
      if (!this.#isEnding) this.#fail(failure(new Error('stream was cut')));
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#receivedBytes += chunk.length;
    const frames = this.#cutter.push(chunk);
    if (frames !== null) this.#release(frames);
    const { maxFrameBytes, maxStreamBytes } = this.#limits;
    if (this.#cutter.pendingBytes > maxFrameBytes || this.#receivedBytes > maxStreamBytes)
      this.#fail(failure(new Error('stream too large')));
  }

  #release(frames: Buffer): void {
    const { hideUsage, watch, guard } = this.#options;
    const shown = hideUsage ? withoutUsageChunk(frames) : frames;
    if (guard === null) {
      this.#show(shown);
      watch.streamed(frames);
      return;
    }
    // The end of the stream may come out of it, and nothing is told after that.
    watch.streamed(frames);
    try {
      this.#showGuarded(guard.push(shown));
    } catch (error) {
      this.#fail(asApiError(error));
    }
  }

  #showGuarded({ frames, end }: GuardedFrames): void {
    this.#show(frames);
    if (end?.code === 'response_blocked') this.#endWith(end, 'blocked');
    else if (end !== null) this.#fail(end);
  }

  #show(frames: Buffer): void {
    if (frames.length === 0) return;
    const visible = redact(frames, this.#options.token);
    if (this.#form.doneFrame !== null && !this.#isDone) this.#isDone = hasDone(visible);
    this.#lastFrames = visible;
    this.#push(visible);
  }

  #push(bytes: Buffer | string): void {
    this.#ping.refresh();
    if (!this.output.push(bytes)) this.#source.pause();
  }

  /** Only a reader that has taken everything is waiting for something. */
  #keepAlive(): void {
    if (this.output.readableLength === 0) this.#push(PING);
    else this.#ping.refresh();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isEnding = true;
    const rest = this.#cutter.flush();
    const completion = completionOf(rest);
    if (completion === null) {
      this.#fail(failure(new Error('stream ended inside a frame')));
      return;
    }
    if (rest.length > 0) this.#release(Buffer.concat([rest, Buffer.from(completion)]));
    const { guard } = this.#options;
    if (guard === null) this.#complete();
    else void this.#finishGuarded(guard);
  }

  /** Rules may ask a model about the whole answer; comments keep the connection open meanwhile. */
  async #finishGuarded(guard: GuardedStream): Promise<void> {
    if (this.#isOver) return;
    try {
      const last = await guard.finish();
      if (!this.#isOver) this.#showGuarded(last);
      this.#complete();
    } catch (error) {
      this.#fail(asApiError(error));
    }
  }

  #complete(): void {
    if (this.#isOver) return;
    const { doneFrame } = this.#form;
    if (doneFrame !== null && !this.#isDone) this.#push(doneFrame);
    this.#end('complete');
  }

  #fail(error: ApiError): void {
    if (this.#isOver) return;
    const { requestId, log } = this.#options;
    log.error('stream_failed', { requestId, code: error.code }, error.cause ?? error);
    this.#endWith(error, 'failed');
  }

  #endWith(error: ApiError, end: StreamEnd): void {
    const { requestId } = this.#options;
    this.#push(this.#form.lateError(error, requestId, this.#lastFrames));
    this.#end(end);
  }

  #end(end: StreamEnd): void {
    this.output.push(null);
    this.#close(end);
  }

  /** The one end: nothing is sent after it, and a provider that still talks is cut off. */
  #close(end: StreamEnd): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#options.guard?.close();
      this.#options.watch.streamEnded(end);
    }
    clearTimeout(this.#ping);
    if (!this.#source.readableEnded) this.#source.destroy();
  }
}
