// One execution environment: a process with AWS's runtime interface client and the function's bundle.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { type Answer, type Invocation, RuntimeApi } from './runtime-api.ts';

export type EnvironmentSpec = {
  readonly bundleFolder: string;
  /** The complete environment of the process, but for the runtime API's address. */
  readonly variables: Readonly<Record<string, string>>;
  /** The function's, of which its heap may take a part. */
  readonly memoryMb: number;
  /** Told that a process died because its heap was full. */
  readonly onHeapFull: () => void;
  /** Everything that the function prints is appended here. */
  readonly logFile: string;
};

export type InvocationResult =
  | Answer
  /** The process ended before it answered. */
  | { readonly kind: 'crashed' }
  /** The function's own time limit passed before it answered; the process is gone. */
  | { readonly kind: 'timeout' };

export type Environment = {
  /** One at a time, and only while ready. Never rejects. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  kill(): Promise<void>;
};

export type EnvironmentEvents = {
  /** Waits for an invocation: after the start, and after each invocation. */
  readonly ready: (environment: Environment) => void;
  readonly gone: (environment: Environment) => void;
};

const require = createRequire(import.meta.url);
const RUNTIME_CLIENT = require.resolve('aws-lambda-ric');
const PRELOAD = new URL('./preload.mjs', import.meta.url).href;

/** Lambda gives the init phase 10 s; a laptop under load gets more before it is taken for stuck. */
const INIT_LIMIT_MS = 30_000;

export async function startEnvironment(
  spec: EnvironmentSpec,
  events: EnvironmentEvents,
): Promise<Environment> {
  const api = new RuntimeApi();
  const environment = new ProcessEnvironment(spec, events, api);
  await api.open({
    ready: () => environment.onReady(),
    initError: (errorType) => note(spec.logFile, { status: 'init-error', errorType }),
  });
  environment.start();
  return environment;
}

class ProcessEnvironment implements Environment {
  readonly #spec: EnvironmentSpec;
  readonly #events: EnvironmentEvents;
  readonly #api: RuntimeApi;
  #child: ChildProcess | null = null;
  #ended: Promise<End> = Promise.resolve('other');
  /** Answers the caller who waits, if the process cannot any more. */
  #abandon: ((result: InvocationResult) => void) | null = null;
  #deadline: NodeJS.Timeout | undefined;

  constructor(spec: EnvironmentSpec, events: EnvironmentEvents, api: RuntimeApi) {
    this.#spec = spec;
    this.#events = events;
    this.#api = api;
  }

  start(): void {
    this.#child = startProcess(this.#spec, this.#api.address);
    this.#deadline = setTimeout(() => void this.kill(), INIT_LIMIT_MS);
    this.#ended = endOf(this.#child);
    void this.#ended.then((how) => this.#onEnd(how));
  }

  invoke(invocation: Invocation): Promise<InvocationResult> {
    return new Promise((resolve) => {
      // It covers the whole run, not the first byte: cleared when the function asks for more work.
      const leftMs = Math.max(0, invocation.deadlineMs - Date.now());
      this.#deadline = setTimeout(() => this.#onDeadline(invocation.requestId), leftMs);
      this.#abandon = resolve;
      this.#api.give(invocation, resolve);
    });
  }

  kill(): Promise<void> {
    return this.#endFor('crashed');
  }

  onReady(): void {
    clearTimeout(this.#deadline);
    this.#abandon = null;
    this.#events.ready(this);
  }

  #onDeadline(requestId: string): void {
    note(this.#spec.logFile, { requestId, status: 'timeout' });
    void this.#endFor('timeout');
  }

  async #endFor(reason: 'crashed' | 'timeout'): Promise<void> {
    this.#abandon?.({ kind: reason });
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  async #onEnd(how: End): Promise<void> {
    clearTimeout(this.#deadline);
    if (how === 'heap-full') {
      note(this.#spec.logFile, { status: 'failure', errorType: 'Runtime.OutOfMemory' });
      this.#spec.onHeapFull();
    }
    this.#abandon?.({ kind: 'crashed' });
    await this.#api.close();
    this.#events.gone(this);
  }
}

type End = 'heap-full' | 'other';

/** V8 aborts a process whose heap is full. */
const ABORTED = 134;

/** Resolves when the process is gone, or could not be started. */
const endOf = (child: ChildProcess): Promise<End> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === 'SIGABRT' || code === ABORTED ? 'heap-full' : 'other'),
    );
    child.once('error', () => resolve('other'));
  });

/**
 * The heap that Lambda's Node has for a function's memory: 90 % for what lives long, 5 % for half of what is young.
 * Source: `/var/runtime/bootstrap` of AWS's public base images for Node.
 */
export const heapOptions = (memoryMb: number): string[] => [
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
  `--max-semi-space-size=${Math.max(1, Math.floor(memoryMb * 0.05))}`,
];

function startProcess(spec: EnvironmentSpec, runtimeApi: string): ChildProcess {
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    const options = [...heapOptions(spec.memoryMb), '--import', PRELOAD, RUNTIME_CLIENT];
    const child = spawn(process.execPath, options, {
      cwd: spec.bundleFolder,
      env: { ...spec.variables, AWS_LAMBDA_RUNTIME_API: runtimeApi },
      stdio: ['pipe', log, log],
      // Its own process group: Ctrl-C in the terminal is for this program, which then ends its functions.
      detached: true,
    });
    child.once('error', (error) =>
      note(spec.logFile, { status: 'not-started', errorType: error.name }),
    );
    return child;
  } finally {
    closeSync(log);
  }
}

/** What Lambda's platform would write to the function's log. */
function note(logFile: string, record: Readonly<Record<string, string>>): void {
  const line = { time: new Date().toISOString(), type: 'platform.runtimeDone', record };
  appendFileSync(logFile, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}
