// The time limits of one provider call: connecting, first byte, silence, and the whole; with one timer for all.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ApiError } from '../../errors/api-error.ts';

/** Milliseconds. */
export type CallTimeouts = {
  /** Name resolution, TCP and TLS together. */
  readonly connectMs: number;
  /** From the connection to the status line: a buffered answer is thinking all this time. */
  readonly firstByteMs: number;
  /** Between two bytes of an answer. */
  readonly idleMs: number;
  readonly totalMs: number;
};

/** How often silence is looked for: it is noticed at most a quarter late, and a byte costs nothing. */
const IDLE_CHECKS = 4;

/** Ends the call with ApiError `upstream_timeout` when a limit runs out. */
export class CallClock {
  readonly #limits: CallTimeouts;
  readonly #call: ClientRequest;
  readonly #endsAtMs: number;
  #phaseEndsAtMs: number;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #answer: IncomingMessage | null = null;
  #seenBytes = 0;
  #quietChecks = 0;

  constructor(call: ClientRequest, limits: CallTimeouts) {
    const nowMs = performance.now();
    this.#call = call;
    this.#limits = limits;
    this.#endsAtMs = nowMs + limits.totalMs;
    this.#phaseEndsAtMs = nowMs + limits.connectMs;
    this.#arm(nowMs);
    call.once('socket', (socket) => this.#onSocket(socket));
  }

  /** From here on the answer's body is watched. */
  answered(answer: IncomingMessage): void {
    this.#answer = answer;
    this.#seenBytes = answer.socket.bytesRead;
    this.#enterPhase(this.#limits.idleMs / IDLE_CHECKS);
  }

  /** When the call is over. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#wakesAtMs = Number.NEGATIVE_INFINITY;
  }

  #onSocket(socket: Socket): void {
    const wait = () => this.#enterPhase(this.#limits.firstByteMs);
    if (!socket.connecting) wait();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', wait);
  }

  #enterPhase(ms: number): void {
    const nowMs = performance.now();
    this.#phaseEndsAtMs = nowMs + ms;
    this.#arm(nowMs);
  }

  /** A timer that wakes too early finds out and sleeps on; only one that would wake too late is replaced. */
  #arm(nowMs: number): void {
    const dueMs = Math.min(this.#phaseEndsAtMs, this.#endsAtMs);
    if (dueMs >= this.#wakesAtMs) return;
    clearTimeout(this.#timer);
    this.#wakesAtMs = dueMs;
    this.#timer = setTimeout(() => this.#wake(), Math.ceil(dueMs - nowMs));
  }

  #wake(): void {
    const nowMs = performance.now();
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    if (nowMs >= this.#endsAtMs) this.#expire();
    else if (nowMs < this.#phaseEndsAtMs) this.#arm(nowMs);
    else if (this.#answer === null || this.#isSilent(this.#answer)) this.#expire();
    else this.#enterPhase(this.#limits.idleMs / IDLE_CHECKS);
  }

  #isSilent(answer: IncomingMessage): boolean {
    const { bytesRead } = answer.socket;
    // Bytes that nobody has taken yet: the silence is the reader's.
    const isAlive = answer.readableLength > 0 || bytesRead !== this.#seenBytes;
    this.#seenBytes = bytesRead;
    this.#quietChecks = isAlive ? 0 : this.#quietChecks + 1;
    return this.#quietChecks >= IDLE_CHECKS;
  }

  #expire(): void {
    this.stop();
    const error = new ApiError('upstream_timeout');
    if (this.#answer === null) this.#call.destroy(error);
    else this.#answer.destroy(error);
  }
}
