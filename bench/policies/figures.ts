// The figures of the rules engine, and the bars they are held against.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type CompiledPolicy, compilePolicy } from '../../shared/policies/engine/compile.ts';
import { buildAutomaton } from '../../shared/policies/engine/dictionary/build-automaton.ts';
import { MAX_TERMS } from '../../shared/policies/engine/dictionary/limits.ts';
import type { TermOptions } from '../../shared/policies/engine/dictionary/term-symbols.ts';
import { evaluate } from '../../shared/policies/engine/evaluate.ts';
import { createStreamGuard } from '../../shared/policies/engine/stream-guard.ts';
import { adversarialRatios } from './adversarial.ts';
import { cpuMs, percentile } from './clock.ts';
import { PATTERNS_30, prose, regexRules, termRule, terms, tokens } from './corpus.ts';
import { guardDelay, windowDelay } from './delay.ts';

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Undefined: for information. */
  readonly bar?: { readonly atLeast: number } | { readonly atMost: number };
};

const RUNS = 7;

/** Takes about half a minute. */
export async function policyFigures(): Promise<Figure[]> {
  const text = prose(4_000_000);
  return [
    ...scanSpeed(text),
    ...delays(text.slice(0, 200_000)),
    ...eventCost(text.slice(0, 200_000)),
    ...readiness(),
    ...adversarial(text),
    await bundleSize(),
  ];
}

function compiled(rules: readonly object[]): CompiledPolicy {
  const result = compilePolicy({ rules }, { isWriteTime: false });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result.policy;
}

function scanSpeed(text: string): Figure[] {
  const speed = (rules: readonly object[]): number => {
    const policy = compiled(rules);
    return text.length / 1e3 / cpuMs(RUNS, () => evaluate(policy, text, 'inbound'));
  };
  const list = terms(1_000);
  return [
    {
      name: 'scan, 30 patterns',
      value: speed(regexRules(PATTERNS_30)),
      unit: 'MB/s',
      bar: { atLeast: 50 },
    },
    {
      name: 'scan, 1,000 terms',
      value: speed([termRule(list, { whole_word: false })]),
      unit: 'MB/s',
      bar: { atLeast: 80 },
    },
    {
      name: 'scan, 1,000 whole words',
      value: speed([termRule(list)]),
      unit: 'MB/s',
      bar: { atLeast: 80 },
    },
    {
      name: 'scan, 30 patterns and 200 terms',
      value: speed([...regexRules(PATTERNS_30), termRule(terms(200))]),
      unit: 'MB/s',
    },
  ];
}

function delays(text: string): Figure[] {
  const pieces = tokens(text);
  const { plans } = compiled([...regexRules(PATTERNS_30), termRule(terms(200))]);
  const exact = guardDelay(plans.outbound, pieces);
  const short = windowDelay(64, pieces);
  const long = windowDelay(512, pieces);
  return [
    { name: 'delay on prose, mean', value: exact.meanTokens, unit: 'tokens', bar: { atMost: 1 } },
    { name: 'delay on prose, p99', value: exact.p99Tokens, unit: 'tokens', bar: { atMost: 5 } },
    {
      name: 'for comparison: window of 64 characters, mean',
      value: short.meanTokens,
      unit: 'tokens',
    },
    {
      name: 'for comparison: window of 64 characters, p99',
      value: short.p99Tokens,
      unit: 'tokens',
    },
    {
      name: 'for comparison: window of 512 characters, mean',
      value: long.meanTokens,
      unit: 'tokens',
    },
    {
      name: 'for comparison: window of 512 characters, p99',
      value: long.p99Tokens,
      unit: 'tokens',
    },
  ];
}

/** One event of an OpenAI stream: parse, guard, serialise. */
function eventCost(text: string): Figure[] {
  const { plans } = compiled([...regexRules(PATTERNS_30), termRule(terms(200))]);
  const events = tokens(text).map((content) =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'gpt-4o',
      choices: [{ index: 0, delta: { content }, finish_reason: null }],
    }),
  );
  const costs: number[] = [];
  for (let run = 0; run < 3; run++) {
    const guard = createStreamGuard(plans.outbound);
    costs.length = 0;
    for (const event of events) {
      const before = process.hrtime.bigint();
      const parsed = JSON.parse(event) as { choices: { delta: { content: string } }[] };
      for (const { delta } of parsed.choices) delta.content = guard.push(delta.content).text;
      JSON.stringify(parsed);
      costs.push(Number(process.hrtime.bigint() - before) / 1e3);
    }
  }
  return [
    { name: 'cost per event, median', value: percentile(costs, 0.5), unit: 'µs' },
    {
      name: 'cost per event, p99',
      value: percentile(costs, 0.99),
      unit: 'µs',
      bar: { atMost: 100 },
    },
  ];
}

function readiness(): Figure[] {
  const rules = [...regexRules(PATTERNS_30), termRule(terms(200))];
  const many = regexRules(
    Array.from({ length: 200 }, (_, i) => `\\bkey${i}-[a-z]{${1 + (i % 9)}}[0-9]+\\b`),
  );
  const list = terms(MAX_TERMS);
  const big = [...many, { ...termRule([]), config: { dictionary_id: 'd', replacement: '[T]' } }];
  const load = (): void => {
    const findDictionary = (_: string, options: TermOptions) => ({
      hash: 'h',
      automaton: buildAutomaton(list, options),
    });
    const result = compilePolicy({ rules: big }, { isWriteTime: false, findDictionary });
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  };
  return [
    {
      name: 'policy ready, 30 patterns and 200 terms',
      value: cpuMs(RUNS, () => compiled(rules)),
      unit: 'ms',
      bar: { atMost: 20 },
    },
    {
      name: 'policy ready, 200 patterns and 100,000 terms',
      value: cpuMs(RUNS, load),
      unit: 'ms',
    },
  ];
}

function adversarial(text: string): Figure[] {
  const ratios = adversarialRatios(text);
  return ratios.flatMap(({ pattern, wholeRatio, streamRatio }) => [
    {
      name: `worst 1 MB for ${pattern}, whole`,
      value: wholeRatio,
      unit: '× prose',
      bar: { atMost: 10 },
    },
    {
      name: `worst 1 MB for ${pattern}, streamed`,
      value: streamRatio,
      unit: '× prose',
      bar: { atMost: 10 },
    },
  ]);
}

/** What a function that applies policies takes of the engine. */
const BUNDLE = `
  export { compilePolicy } from './compile.ts';
  export { evaluate, evaluateWithModels } from './evaluate.ts';
  export { createJsonStringChannel } from './json/json-string-channel.ts';
  export { createPolicyCache } from './policy-cache.ts';
  export { createStreamGuard } from './stream-guard.ts';
`;

async function bundleSize(): Promise<Figure> {
  const resolveDir = new URL('../../shared/policies/engine', import.meta.url).pathname;
  const result = await build({
    stdin: { contents: BUNDLE, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  const bytes = gzipSync(result.outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
  return {
    name: 'engine in the bundle, gzipped',
    value: bytes / 1024,
    unit: 'KB',
    bar: { atMost: 60 },
  };
}

export const isMet = ({ value, bar }: Figure): boolean | null => {
  if (bar === undefined) return null;
  return 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
};
