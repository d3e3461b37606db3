// Execution environments of one function: grows with demand up to a limit, queues beyond it, shrinks when idle.
import { randomUUID } from 'node:crypto';
import {
  type Environment,
  type EnvironmentSpec,
  type InvocationResult,
  startEnvironment,
} from './environment.ts';

export type PoolSpec = EnvironmentSpec & {
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly maxEnvironments: number;
};

/** An idle environment beyond the first is ended after this long. */
const IDLE_MS = 60_000;

type Waiting = { readonly payload: string; readonly resolve: (result: InvocationResult) => void };
type Idle = { readonly environment: Environment; readonly sinceMs: number };

export class FunctionPool {
  readonly #spec: PoolSpec;
  /** Every process, ready or not. */
  readonly #running = new Set<Environment>();
  readonly #ready = new Set<Environment>();
  /** The most recently used is last and is used next, so that the others become idle. */
  readonly #idle: Idle[] = [];
  readonly #queue: Waiting[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #reaper: NodeJS.Timeout;
  #starting = 0;
  #closed = false;

  constructor(spec: PoolSpec) {
    this.#spec = spec;
    this.#reaper = setInterval(() => this.#endIdle(), IDLE_MS / 4).unref();
  }

  /** Takes the event as JSON. Never rejects; waits in line when every environment is busy. */
  invoke(payload: string): Promise<InvocationResult> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve({ kind: 'crashed' });
      const ready = this.#idle.pop();
      if (ready !== undefined) return this.#run(ready.environment, { payload, resolve });
      this.#queue.push({ payload, resolve });
      this.#startIfNeeded();
    });
  }

  /** Starts one environment. True when it is ready for calls, false when the function cannot be initialised. */
  async warm(): Promise<boolean> {
    const settled = new Promise<void>((resolve) => this.#watchers.add(resolve));
    void this.#start();
    await settled;
    return this.#ready.size > 0;
  }

  /** Ends every process, so that the next call meets a cold start. Calls in flight fail. */
  async recycle(): Promise<void> {
    await Promise.all([...this.#running].map((environment) => environment.kill()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#reaper);
    for (const { resolve } of this.#queue.splice(0)) resolve({ kind: 'crashed' });
    await this.recycle();
  }

  async #start(): Promise<void> {
    this.#starting++;
    const environment = await startEnvironment(this.#spec, {
      ready: (self) => this.#onReady(self),
      gone: (self) => this.#onGone(self),
    });
    this.#running.add(environment);
    if (this.#closed) await environment.kill();
  }

  #startIfNeeded(): void {
    const { maxEnvironments } = this.#spec;
    while (
      !this.#closed &&
      this.#starting < this.#queue.length &&
      this.#ready.size + this.#starting < maxEnvironments
    )
      void this.#start();
  }

  #onReady(environment: Environment): void {
    if (!this.#ready.has(environment)) this.#starting--;
    this.#ready.add(environment);
    const next = this.#queue.shift();
    if (next === undefined) this.#idle.push({ environment, sinceMs: Date.now() });
    else this.#run(environment, next);
    this.#tellWatchers();
  }

  #onGone(environment: Environment): void {
    this.#running.delete(environment);
    if (!this.#ready.delete(environment)) {
      this.#starting--;
      // A function that cannot even start fails whoever waits for it, as on Lambda.
      this.#queue.shift()?.resolve({ kind: 'crashed' });
    }
    const at = this.#idle.findIndex((entry) => entry.environment === environment);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#tellWatchers();
    this.#startIfNeeded();
  }

  #run(environment: Environment, { payload, resolve }: Waiting): void {
    const { functionArn, timeoutMs } = this.#spec;
    const deadlineMs = Date.now() + timeoutMs;
    const invocation = { requestId: randomUUID(), payload, deadlineMs, functionArn };
    void environment.invoke(invocation).then(resolve);
  }

  #tellWatchers(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }

  #endIdle(): void {
    while (this.#idle.length > 1 && Date.now() - (this.#idle[0]?.sinceMs ?? 0) > IDLE_MS)
      void this.#idle.shift()?.environment.kill();
  }
}
