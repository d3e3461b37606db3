// Short ways to compile policies and to run texts through them.
import {
  type CompiledPolicy,
  type CompileOptions,
  compilePolicy,
} from '../../../shared/rules/compile.ts';
import type { DirectionPlan } from '../../../shared/rules/direction-plan.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import {
  createStreamGuard,
  type GuardOptions,
  type StreamGuard,
} from '../../../shared/rules/guard/stream-guard.ts';

/** Compiles rules; names, direction and decision (mask) are filled in. Throws with the refusals. */
export function policyOf(rules: readonly object[], options: CompileOptions = {}): CompiledPolicy {
  const named = rules.map((rule, index) => ({
    name: `rule ${index}`,
    direction: 'all',
    decision: 'mask',
    ...rule,
  }));
  const result = compilePolicy({ rules: named }, options);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result.policy;
}

export const regexRule = (pattern: string, replacement = '[X]', more: object = {}): object => ({
  rule_type: 'regex',
  config: { patterns: [{ pattern, replacement }] },
  ...more,
});

export const termRule = (terms: string[], config: object = {}, more: object = {}): object => ({
  rule_type: 'aho_corasick',
  config: { terms, replacement: '[T]', ...config },
  ...more,
});

export const masked = (policy: CompiledPolicy, text: string): string =>
  evaluate(policy, text, 'outbound').text;

export type Streamed = {
  readonly text: string;
  readonly blocked: string | null;
  /** What had come out after each piece, and at the end. */
  readonly steps: readonly string[];
};

export function streamed(
  plan: DirectionPlan,
  pieces: readonly string[],
  options: GuardOptions = {},
  guard: StreamGuard = createStreamGuard(plan, options),
): Streamed {
  let text = '';
  const steps: string[] = [];
  for (const piece of pieces) {
    const output = guard.push(piece);
    text += output.text;
    steps.push(text);
    if (output.blockedBy !== null) return { text, blocked: output.blockedBy.ruleId, steps };
  }
  const output = guard.finish();
  text += output.text;
  steps.push(text);
  return { text, blocked: output.blockedBy?.ruleId ?? null, steps };
}

/** All ways to cut a text in two, and into single units. */
export function* allCuts(text: string): Generator<string[]> {
  yield text.split('');
  for (let at = 1; at < text.length; at++) yield [text.slice(0, at), text.slice(at)];
}

/** The pieces a streaming decoder gives for a text that arrives byte by byte, cut in two at every byte. */
export function* byteCuts(text: string): Generator<string[]> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 1; at < bytes.length; at++) {
    const decoder = new TextDecoder();
    yield [
      decoder.decode(bytes.subarray(0, at), { stream: true }),
      decoder.decode(bytes.subarray(at)),
    ];
  }
}

/** Pieces of `size` units. */
export const chunked = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
