// Reads a provider's `usage` object: OpenAI's chat, Responses and embeddings forms, and Anthropic's.
import { isObject } from '../../kernel/is-object.ts';
import type { TokenCounts } from '../call.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** More than any call can use: a larger number is not believed. */
const MAX_TOKENS = 1e9;

/**
 * Null when the object does not say what went in. What came out may be missing (embeddings): then it is nothing.
 * Anthropic tells cached input beside the rest of the input, OpenAI as a part of it; here it is always a part.
 */
export function readUsage(usage: unknown): TokenCounts | null {
  if (!isObject(usage)) return null;
  const cacheWrite = countIn(usage['cache_creation_input_tokens']) ?? 0;
  const cacheRead = countIn(usage['cache_read_input_tokens']) ?? 0;
  const counted = countIn(usage['prompt_tokens']);
  const fresh = countIn(usage['input_tokens']);
  const input = counted ?? (fresh === null ? null : fresh + cacheWrite + cacheRead);
  if (input === null) return null;
  const inputDetails = details(usage, 'prompt_tokens_details', 'input_tokens_details');
  const outputDetails = details(usage, 'completion_tokens_details', 'output_tokens_details');
  return {
    input,
    output: countIn(usage['completion_tokens']) ?? countIn(usage['output_tokens']) ?? 0,
    cachedInput: countIn(inputDetails['cached_tokens']) ?? cacheRead,
    cacheWrite,
    // OpenAI's name and Anthropic's.
    reasoning: countIn(outputDetails['reasoning_tokens'] ?? outputDetails['thinking_tokens']) ?? 0,
  };
}

export const countIn = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKENS
    ? (value as number)
    : null;

function details(usage: JsonObject, ...names: readonly string[]): JsonObject {
  for (const name of names) {
    const value = usage[name];
    if (isObject(value)) return value;
  }
  return {};
}
