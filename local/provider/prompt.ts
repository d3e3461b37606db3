// What the demo provider makes of a prompt: deterministic text, tool arguments, token counts. No model, no network.
import { createHash } from 'node:crypto';

/** About four characters a token, as providers say of English. */
export const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

/** An id that is the same for the same request: `chatcmpl-…`. */
export const idOf = (prefix: string, seed: string): string =>
  `${prefix}${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`;

/** Text of a message's content: a string, or the text parts of a list. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => {
      const { text, content: inner } = (part ?? {}) as Record<string, unknown>;
      return typeof text === 'string' ? text : textOf(inner);
    })
    .filter((text) => text !== '')
    .join('\n');
}

const MAX_QUOTE = 400;

/** The answer to a prompt. `result` is what a tool came back with. */
export function demoAnswer(prompt: string, model: string, result: string | null): string {
  const quote = prompt.length > MAX_QUOTE ? `${prompt.slice(0, MAX_QUOTE)}…` : prompt;
  if (result !== null) return `The tool answered: ${result}. You had asked: “${quote}”.`;
  return `You said: “${quote}”. This is the demo provider of the local run, standing in for ${model}: your request passed the gateway with its key, and this text came back the same way. Set OPENAI_API_KEY or ANTHROPIC_API_KEY and start again to talk to a real model.`;
}

/** Words with the space behind them: joined they are the text again. */
export const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

/** Cuts at a token limit. `cut` says whether anything was taken away. */
export function limitTokens(text: string, maxTokens: unknown): { text: string; cut: boolean } {
  if (typeof maxTokens !== 'number' || countTokens(text) <= maxTokens) return { text, cut: false };
  return { text: text.slice(0, Math.max(0, maxTokens * 4)), cut: true };
}

/** A value that fits a JSON schema, as a model would fill in a tool's arguments or a structured answer. */
export function sampleOf(schema: unknown, prompt: string, depth = 0): unknown {
  const rules = (schema ?? {}) as Record<string, unknown>;
  if (Array.isArray(rules['enum'])) return rules['enum'][0];
  if ('const' in rules) return rules['const'];
  const variants = rules['anyOf'] ?? rules['oneOf'];
  if (Array.isArray(variants)) return sampleOf(variants[0], prompt, depth);
  const type = Array.isArray(rules['type']) ? rules['type'][0] : rules['type'];
  switch (type) {
    case 'string':
      return lastWord(prompt);
    case 'integer':
    case 'number':
      return rules['minimum'] ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return depth > 8 ? [] : [sampleOf(rules['items'], prompt, depth + 1)];
    case 'null':
      return null;
    default:
      return sampleObject(rules['properties'], prompt, depth);
  }
}

function sampleObject(properties: unknown, prompt: string, depth: number): object {
  if (typeof properties !== 'object' || properties === null || depth > 8) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, rules]) => [name, sampleOf(rules, prompt, depth + 1)]),
  );
}

/** “What is the weather in Paris?” → “Paris”. */
const lastWord = (prompt: string): string => prompt.match(/[\p{L}\p{N}_-]+/gu)?.at(-1) ?? 'demo';
