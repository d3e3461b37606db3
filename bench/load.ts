// The client side: one request after the other for latencies, several at once for throughput.
import { Agent, type IncomingMessage, request } from 'node:http';
import { KEY } from './fixture.ts';

const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };

export type Exchange = { readonly origin: string; readonly body: string };

/** Milliseconds from sending to the first byte of the body, and to its end. */
type Timing = { readonly firstMs: number; readonly totalMs: number };

function exchange({ origin, body }: Exchange, agent: Agent): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const onAnswer = (answer: IncomingMessage): void => {
      let firstMs = 0;
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      answer.on('data', () => {
        if (firstMs === 0) firstMs = performance.now() - startMs;
      });
      answer.on('end', () => resolve({ firstMs, totalMs: performance.now() - startMs }));
      answer.on('error', reject);
    };
    const call = request(
      `${origin}/v1/chat/completions`,
      { method: 'POST', headers: { ...HEADERS, 'content-length': Buffer.byteLength(body) }, agent },
      onAnswer,
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** Sorted, so that a percentile is an index. */
export async function latencies(
  target: Exchange,
  count: number,
  of: keyof Timing,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const result: number[] = [];
  for (let i = 0; i < count; i++) result.push((await exchange(target, agent))[of]);
  agent.destroy();
  return result.toSorted((a, b) => a - b);
}

/** Requests per second with `lanes` requests in flight. */
export async function throughput(
  target: Exchange,
  lanes: number,
  forMs: number,
): Promise<{ perSecond: number; requests: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const startMs = performance.now();
  let requests = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startMs < forMs) {
      await exchange(target, agent);
      requests++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  agent.destroy();
  return { perSecond: (requests * 1000) / (performance.now() - startMs), requests };
}
