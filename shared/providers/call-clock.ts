// The time limits of one provider call: connecting, first byte, silence, and the whole.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ApiError } from '../errors/api-error.ts';

/** Milliseconds. */
export type CallLimits = {
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
  readonly #limits: CallLimits;
  readonly #call: ClientRequest;
  readonly #total: NodeJS.Timeout;
  #phase: NodeJS.Timeout;
  #answer: IncomingMessage | null = null;

  constructor(call: ClientRequest, limits: CallLimits) {
    this.#call = call;
    this.#limits = limits;
    this.#total = setTimeout(() => this.#expire(), limits.totalMs);
    this.#phase = setTimeout(() => this.#expire(), limits.connectMs);
    call.once('socket', (socket) => this.#onSocket(socket));
    call.once('close', () => {
      if (this.#answer === null) this.#stop();
    });
  }

  /** From here on the answer's body is watched, until it closes. */
  answered(answer: IncomingMessage): void {
    this.#answer = answer;
    answer.once('close', () => this.#stop());
    const { socket } = answer;
    let seenBytes = socket.bytesRead;
    let quietChecks = 0;
    this.#restart(this.#limits.idleMs / IDLE_CHECKS, (timer) => {
      // Bytes that nobody has taken yet: the silence is the reader's.
      const isAlive = answer.readableLength > 0 || socket.bytesRead !== seenBytes;
      seenBytes = socket.bytesRead;
      quietChecks = isAlive ? 0 : quietChecks + 1;
      if (quietChecks >= IDLE_CHECKS) this.#expire();
      else timer.refresh();
    });
  }

  #onSocket(socket: Socket): void {
    const wait = () => this.#restart(this.#limits.firstByteMs, () => this.#expire());
    if (socket.connecting)
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', wait);
    else wait();
  }

  #restart(ms: number, onTime: (timer: NodeJS.Timeout) => void): void {
    clearTimeout(this.#phase);
    this.#phase = setTimeout(() => onTime(this.#phase), ms);
  }

  #stop(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#phase);
  }

  #expire(): void {
    this.#stop();
    const error = new ApiError('upstream_timeout');
    if (this.#answer === null) this.#call.destroy(error);
    else this.#answer.destroy(error);
  }
}
