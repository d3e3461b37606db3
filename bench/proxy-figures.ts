// Measures the proxy against its yardsticks: interleaved rounds, so that a busy machine hurts all of them alike.
import { bundle } from './bundle.ts';
import { type Child, startServer } from './children.ts';
import { startTable } from './dynamodb.ts';
import { KEY } from './fixture.ts';
import { latencies, throughput } from './load.ts';
import { type Figure, figureOf, median } from './stats.ts';

const TARGETS = ['direct', 'plain', 'memory', 'dynamodb'] as const;
export type Target = (typeof TARGETS)[number];

/** One round of one target. */
type Sample = {
  readonly smallMs: number;
  readonly firstByteMs: number;
  readonly largeMs: number;
  readonly perSecond: number;
  readonly cpuMicros: number;
};
export type Measure = keyof Sample;

export type ProxyFigures = {
  readonly rounds: number;
  /** A target's figure as it is. */
  readonly own: (target: Target, measure: Measure) => Figure;
  /** What a target has more than the provider alone, round by round. */
  readonly added: (target: Target, measure: Measure) => Figure;
  /** A target's part of the plain proxy's, round by round. */
  readonly ofPlain: (target: Target, measure: Measure) => Figure;
  /** Bytes, in a fresh process: after 3,000 requests one by one, then after 16 at once. */
  readonly rss: Readonly<Record<'plain' | 'memory' | 'dynamodb', { one: number; many: number }>>;
};

const ROUNDS = 9;
const LANES = 16;
const messages = (content: string) => [{ role: 'user', content }];
const bodyOf = (more: object, content = 'Hello, how are you?'): string =>
  JSON.stringify({ model: 'gpt-bench', messages: messages(content), ...more });
const SMALL = bodyOf({});
const STREAMED = bodyOf({ stream: true });
const LARGE = bodyOf({}, 'A line of a long prompt, with "quotes" and more.\n'.repeat(3_900));

export async function measureProxy(folder: string): Promise<ProxyFigures> {
  const [providerFile, plainFile, collieFile] = await Promise.all(
    ['provider', 'plain-proxy', 'collie-proxy'].map(
      async (name) => (await bundle(`bench/servers/${name}.ts`, folder)).file,
    ),
  );
  const provider = await startServer(providerFile ?? '');
  const table = await startTable(provider.origin, folder);
  const start = {
    direct: async () => provider,
    plain: () => startServer(plainFile ?? '', [provider.origin, KEY]),
    memory: () => startServer(collieFile ?? '', [provider.origin]),
    dynamodb: () => startServer(collieFile ?? '', [provider.origin, table.url]),
  };
  const rss = {
    plain: await memoryOf(start.plain),
    memory: await memoryOf(start.memory),
    dynamodb: await memoryOf(start.dynamodb),
  };
  const children = {
    direct: provider,
    plain: await start.plain(),
    memory: await start.memory(),
    dynamodb: await start.dynamodb(),
  };
  const samples = await allRounds(children);
  for (const child of [children.plain, children.memory, children.dynamodb, provider])
    await child.end();
  await table.end();
  return { rounds: ROUNDS, rss, ...views(samples) };
}

async function memoryOf(start: () => Promise<Child>): Promise<{ one: number; many: number }> {
  const child = await start();
  const { origin } = child;
  for (const body of [SMALL, STREAMED, LARGE]) await latencies({ origin, body }, 1_000, 'totalMs');
  const one = (await child.usage()).rssBytes;
  await throughput({ origin, body: SMALL }, LANES, 2_000);
  const many = (await child.usage()).rssBytes;
  await child.end();
  return { one, many };
}

type Samples = Readonly<Record<Target, Sample[]>>;

/** The first round warms up and does not count. */
async function allRounds(children: Readonly<Record<Target, Child>>): Promise<Samples> {
  const samples: Samples = { direct: [], plain: [], memory: [], dynamodb: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const target of TARGETS) {
      const sample = await oneRound(children[target]);
      if (round > 0) samples[target].push(sample);
    }
  }
  return samples;
}

async function oneRound(child: Child): Promise<Sample> {
  const { origin } = child;
  const smallMs = median(await latencies({ origin, body: SMALL }, 300, 'totalMs'));
  const firstByteMs = median(await latencies({ origin, body: STREAMED }, 200, 'firstMs'));
  const largeMs = median(await latencies({ origin, body: LARGE }, 80, 'totalMs'));
  const before = (await child.usage()).cpuMicros;
  const { perSecond, requests } = await throughput({ origin, body: SMALL }, LANES, 800);
  const cpuMicros = ((await child.usage()).cpuMicros - before) / requests;
  return { smallMs, firstByteMs, largeMs, perSecond, cpuMicros };
}

function views(samples: Samples): Pick<ProxyFigures, 'own' | 'added' | 'ofPlain'> {
  const rounds = (target: Target, measure: Measure) =>
    samples[target].map((sample) => sample[measure]);
  const paired = (
    target: Target,
    other: Target,
    measure: Measure,
    combine: (a: number, b: number) => number,
  ): Figure => {
    const others = rounds(other, measure);
    return figureOf(
      rounds(target, measure).map((value, index) => combine(value, others[index] ?? Number.NaN)),
    );
  };
  return {
    own: (target, measure) => figureOf(rounds(target, measure)),
    added: (target, measure) => paired(target, 'direct', measure, (a, b) => a - b),
    ofPlain: (target, measure) => paired(target, 'plain', measure, (a, b) => a / b),
  };
}
