// In a fresh process: imports a function's bundle, invokes it, and tells how long the first answer took.
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

export type FirstAnswer = {
  readonly importMs: number;
  /** From the start of the import. */
  readonly answerMs: number;
  /** Per invocation of all but the first, microseconds; null when there was only one. */
  readonly cpuMicros: number | null;
  /** The most memory that the process ever had, bytes; its event is in it. */
  readonly peakRss: number;
};

type Handler = (event: unknown, ...rest: unknown[]) => Promise<unknown>;

/** Takes what a streaming function writes. */
class Sink extends Writable {
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (run: Handler) => (event: unknown) => run(event, new Sink(), {}),
    HttpResponseStream: {
      from: (stream: Sink, { statusCode }: { statusCode: number }) => check(statusCode, stream),
    },
  },
});

function check<T>(statusCode: unknown, result: T): T {
  if (statusCode !== undefined && statusCode !== 200) throw new Error(`answered ${statusCode}`);
  return result;
}

const [, , file = '', eventFile = '', count = '1'] = process.argv;
const event: unknown = JSON.parse(readFileSync(eventFile, 'utf8'));

const startMs = performance.now();
const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
const importMs = performance.now() - startMs;
const answer = (await handler(event, {})) as { statusCode?: number } | undefined;
check(answer?.statusCode, answer);
const answerMs = performance.now() - startMs;

const more = Number(count) - 1;
const before = process.cpuUsage();
for (let i = 0; i < more; i++) await handler(event, {});
const { user, system } = process.cpuUsage(before);
const cpuMicros = more > 0 ? (user + system) / more : null;
const peakRss = process.resourceUsage().maxRSS * 1024;
process.send?.({ importMs, answerMs, cpuMicros, peakRss } satisfies FirstAnswer);
process.disconnect?.();
