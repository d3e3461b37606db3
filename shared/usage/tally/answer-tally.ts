// What a buffered answer used: the provider's counts, or the estimate where it does not say.

import { isObject } from '../../kernel/is-object.ts';
import { jsonOrNull } from '../../kernel/json-or-null.ts';
import { NO_TOKENS } from '../call.ts';
import { answerCharacters, tokensOf } from './estimate.ts';
import { picturesIn, readOthers, readVariant, tellsSeconds } from './other-counts.ts';
import { readUsage } from './provider-usage.ts';
import type { Tally } from './stream-tally.ts';

/** Larger answers are embeddings, images and sound: parsed, they would need many times their size in memory. */
const MAX_PARSED_BYTES = 1024 * 1024;

/** `body`: the answer's JSON. Never throws. */
export function tallyAnswer(body: Buffer, estimatedInputTokens: number): Tally {
  const answer = body.length <= MAX_PARSED_BYTES ? jsonOrNull(body.toString()) : null;
  // What it uses is counted when its end is read.
  if (isRunning(answer)) return { tokens: NO_TOKENS, estimated: true };
  const usage = isObject(answer) ? answer['usage'] : usageInside(body);
  const images = picturesIn(answer, body);
  const others = { ...readOthers(usage), ...(images === 0 ? {} : { images }) };
  const variant = readVariant(isObject(answer) ? answer : {}, usage);
  const told = { others, ...(variant === null ? {} : { variant }) };
  const said = tellsSeconds(usage) ? NO_TOKENS : readUsage(usage);
  if (said !== null) return { tokens: said, estimated: false, ...told };
  const output = tokensOf(answerCharacters(answer));
  const tokens = { ...NO_TOKENS, input: estimatedInputTokens, output };
  return { tokens, estimated: true, ...told };
}

/** A response in the background that has not come to its end. */
export const isRunning = (answer: unknown): boolean =>
  isObject(answer) &&
  answer['background'] === true &&
  (answer['status'] === 'queued' || answer['status'] === 'in_progress');

const USAGE = '"usage"';
const MAX_USAGE_BYTES = 2_000;
const MAX_CANDIDATES = 5;

/** The last object of that name that counts something. In text the quotes are escaped, so it is a name. */
function usageInside(body: Buffer): unknown {
  let at = body.lastIndexOf(USAGE);
  for (let i = 0; i < MAX_CANDIDATES && at >= 0; i++) {
    const text = body.toString('utf8', at + USAGE.length, at + MAX_USAGE_BYTES);
    const usage = jsonOrNull(firstObject(text));
    if (readUsage(usage) !== null || tellsSeconds(usage)) return usage;
    at = at === 0 ? -1 : body.lastIndexOf(USAGE, at - 1);
  }
  return null;
}

/** `: { … }` up to the matching brace; usage holds no text with braces. */
function firstObject(text: string): string {
  const start = /^\s*:\s*\{/.exec(text)?.[0].length ?? 0;
  let depth = start === 0 ? 0 : 1;
  let end = start;
  while (depth > 0 && end < text.length) {
    const character = text[end++];
    if (character === '{') depth++;
    if (character === '}') depth--;
  }
  return start === 0 ? '' : text.slice(start - 1, end);
}
