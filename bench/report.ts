// Writes the figures down, each against its bar, with how much it moved.
import { cpus, loadavg, release, totalmem } from 'node:os';
import type {
  AuthorizerFigures,
  FunctionFigures,
  FunctionName,
  UploadFigures,
} from './function-figures.ts';
import type { Measure, ProxyFigures, Target } from './proxy-figures.ts';
import type { Figure } from './stats.ts';

export type Machine = { readonly loadBefore: number; readonly seconds: number };
export type Figures = {
  readonly proxy: ProxyFigures;
  readonly functions: Readonly<Record<FunctionName, FunctionFigures>>;
  readonly authorizer: AuthorizerFigures;
  readonly upload: UploadFigures;
};

const MB = 1_000_000;
const KB = 1_000;

const fixed = (value: number, digits: number): string => value.toFixed(digits);
const spread = ({ min, max }: Figure, digits: number): string =>
  `${fixed(min, digits)} to ${fixed(max, digits)}`;
const exact = (value: number): Figure => ({ median: value, min: value, max: value });

type Bar = {
  readonly what: string;
  readonly limit: number;
  readonly is: 'most' | 'least';
  readonly unit: string;
  readonly digits: number;
  readonly figure: Figure;
};

function barRow({ what, limit, is, unit, digits, figure }: Bar): string {
  const value = figure.median;
  const isMet = is === 'most' ? value <= limit : value >= limit;
  const sign = is === 'most' ? '≤' : '≥';
  const verdict = isMet ? 'met' : `**missed by ${fixed(Math.abs(value - limit), digits)}${unit}**`;
  return `| ${what} | ${sign} ${limit}${unit} | ${fixed(value, digits)}${unit} | ${spread(figure, digits)} | ${verdict} |`;
}

function proxyBars(proxy: ProxyFigures, target: 'memory' | 'dynamodb'): Bar[] {
  const added = (what: string, measure: Measure, limit: number): Bar => ({
    what,
    limit,
    is: 'most',
    unit: ' ms',
    digits: 2,
    figure: proxy.added(target, measure),
  });
  return [
    added('added p50, non-streamed', 'smallMs', 0.6),
    added('added time to first byte, streamed', 'firstByteMs', 1),
    added('added p50, 200 kB body', 'largeMs', 2.5),
    {
      what: 'requests per second, of the plain proxy’s',
      limit: 0.8,
      is: 'least',
      unit: '',
      digits: 2,
      figure: proxy.ofPlain(target, 'perSecond'),
    },
    {
      what: 'RSS after 3,000 requests one by one',
      limit: 90,
      is: 'most',
      unit: ' MB',
      digits: 0,
      figure: exact(proxy.rss[target].one / MB),
    },
  ];
}

const authorizerBars = ({ functions, authorizer }: Figures): Bar[] => [
  bar('bundle', 350, ' kB', 0, exact(functions.authorizer.bytes / KB)),
  bar('import, pepper read included', 80, ' ms', 0, functions.authorizer.importMs),
  bar('DynamoDB calls per verification', 1, '', 0, exact(authorizer.dynamoCalls)),
  bar('processor time of `verifyKey`', 50, ' µs', 1, authorizer.verifyMicros),
];

const uploadBar = ({ bytes, addedRss: { median, min, max } }: UploadFigures): Bar =>
  bar(`peak memory that forms of ${bytes / MB} MB add, ten one by one`, 60, ' MB', 0, {
    median: median / MB,
    min: min / MB,
    max: max / MB,
  });

const bar = (what: string, limit: number, unit: string, digits: number, figure: Figure): Bar => ({
  what,
  limit,
  is: 'most',
  unit,
  digits,
  figure,
});

const barTable = (bars: readonly Bar[]): string[] => [
  '| what | bar | figure (median) | rounds | |',
  '| --- | --- | --- | --- | --- |',
  ...bars.map(barRow),
];

const TITLES: Readonly<Record<Target, string>> = {
  direct: 'provider alone',
  plain: 'plain proxy',
  memory: 'this proxy, stores in memory',
  dynamodb: 'this proxy, DynamoDB read and usage writes',
};

const targetRows = (proxy: ProxyFigures): string[] =>
  (Object.keys(TITLES) as Target[]).map((target) => {
    const cell = (measure: Measure, digits: number): string =>
      `${fixed(proxy.own(target, measure).median, digits)} (${spread(proxy.own(target, measure), digits)})`;
    const rss = target === 'direct' ? undefined : proxy.rss[target];
    const memory =
      rss === undefined ? '–' : `${fixed(rss.one / MB, 0)} / ${fixed(rss.many / MB, 0)}`;
    return `| ${TITLES[target]} | ${cell('smallMs', 2)} | ${cell('firstByteMs', 2)} | ${cell('largeMs', 2)} | ${cell('perSecond', 0)} | ${cell('cpuMicros', 0)} | ${memory} |`;
  });

const functionRows = (functions: Figures['functions']): string[] =>
  Object.entries(functions).map(
    ([name, { bytes, importMs, answerMs }]) =>
      `| ${name} | ${fixed(bytes / KB, 0)} kB | ${fixed(importMs.median, 0)} ms (${spread(importMs, 0)}) | ${fixed(answerMs.median, 0)} ms (${spread(answerMs, 0)}) |`,
  );

export function report(figures: Figures, { loadBefore, seconds }: Machine): string {
  const { proxy, functions, authorizer, upload } = figures;
  return `${[
    '# Benchmark',
    '',
    `\`npm run bench\`, ${fixed(seconds, 0)} s. Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${fixed(totalmem() / 1e9, 0)} GB, Linux ${release()}. Load before ${fixed(loadBefore, 1)}, after ${fixed(loadavg()[0] ?? 0, 1)} (the bench itself makes about 2).`,
    '',
    'Everything runs on loopback, each server in a process of its own, bundled as for deployment. Client, proxy and provider share the processors, so latencies hold the work of all three. Figures are medians over interleaved rounds; the spread between rounds is the noise. “Added” is what a target takes more than the provider alone in the same round.',
    '',
    '## The proxy',
    '',
    `The proxy's handler (event in, response out) behind a plain HTTP server. ${proxy.rounds} rounds: p50 of 300 small and of 80 large (200 kB) requests, p50 of the first byte of 200 streams, then 16 requests at once for 0.8 s. The authorizer is not in it; it is below.`,
    '',
    '**With the stores in memory** (no store call in the figures):',
    '',
    ...barTable(proxyBars(proxy, 'memory')),
    '',
    '**With the strongly consistent DynamoDB read and the two writes of usage** of every request, by the AWS SDK against the embedded engine on this machine:',
    '',
    ...barTable(proxyBars(proxy, 'dynamodb')),
    '',
    '| | small p50 ms | first byte p50 ms | 200 kB p50 ms | requests/s, 16 at once | processor µs per request | RSS MB, one by one / 16 at once |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...targetRows(proxy),
    '',
    'What a rate limit adds is measured by itself: [limits/report.md](limits/report.md).',
    '',
    '## Uploads',
    '',
    'Fresh processes of the deployed bundle in pairs: one takes small calls, one a form with a file; its event, in base64, is in the figure.',
    '',
    ...barTable([uploadBar(upload)]),
    '',
    '## The authorizer',
    '',
    ...barTable(authorizerBars(figures)),
    '',
    `A warm verification makes ${authorizer.awsCalls} AWS call in all. A whole warm invocation, with the SDK's signed read over HTTP, takes ${fixed(authorizer.invocationMicros, 0)} µs of processor.`,
    '',
    '## Cold start',
    '',
    'Fresh processes, the stores and the provider on loopback: import of the bundle, and from there to the first answer.',
    '',
    '| function | bundle | import | to the first answer |',
    '| --- | --- | --- | --- |',
    ...functionRows(functions),
  ].join('\n')}\n`;
}
