// What a buffered answer used: the provider's counts, or the estimate where it does not say.
import { NO_TOKENS } from './call.ts';
import { answerCharacters, tokensOf } from './estimate.ts';
import { isObject, readUsage } from './provider-usage.ts';
import type { Tally } from './stream-tally.ts';

/** `body`: the answer's JSON. Never throws. */
export function tallyAnswer(body: string, estimatedInputTokens: number): Tally {
  const answer = parse(body);
  const said = isObject(answer) ? readUsage(answer['usage']) : null;
  if (said !== null) return { tokens: said, estimated: false };
  return {
    tokens: {
      ...NO_TOKENS,
      input: estimatedInputTokens,
      output: tokensOf(answerCharacters(answer)),
    },
    estimated: true,
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
