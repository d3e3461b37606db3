// The outbound rules of a policy on the answer of one call: makes what the proxy's use-case asks.
import type { AnswerGuard, GuardedAnswer } from '../../wire/answer-guard.ts';
import { surfaces } from '../../wire/surfaces.ts';
import { type AnswerRules, guardsAnswers, guardsStreams, hasRules } from './answer-rules.ts';
import { readObject } from './event-frames.ts';
import { GuardingStream } from './guarded-stream.ts';
import { JudgedAnswer } from './judged-answer.ts';
import { rewriteFailure } from './members.ts';
import { WatchingStream } from './watching-stream.ts';

/**
 * Null when the policy has no rules for answers: they pass byte by byte. For one call; what it gives throws ApiError
 * `upstream_error` for answers that cannot be read, and whatever the engine throws.
 */
export function createAnswerGuard(rules: AnswerRules): AnswerGuard | null {
  if (!hasRules(rules.plan)) return null;
  const isGuarding = guardsAnswers(rules.plan);
  return {
    whole: async (answer) => {
      if (!surfaces[rules.endpoint].answersWithText) return { kind: 'allowed', bytes: answer };
      return isGuarding ? guardWhole(answer, rules) : watchWhole(answer, rules);
    },
    failure: (body) => (isGuarding ? guardFailure(body, rules) : body),
    openStream: () =>
      guardsStreams(rules) ? new GuardingStream(rules) : new WatchingStream(rules),
  };
}

async function guardWhole(bytes: Buffer, rules: AnswerRules): Promise<GuardedAnswer> {
  const answer = new JudgedAnswer(rules);
  try {
    const value = readObject(bytes.toString('utf8'));
    answer.format.rewriteAnswer(value);
    if (answer.violation === null) await answer.askFirst();
    const error = answer.violation;
    return error === null
      ? { kind: 'allowed', bytes: Buffer.from(JSON.stringify(value)) }
      : { kind: 'blocked', error };
  } finally {
    answer.report();
  }
}

function watchWhole(bytes: Buffer, rules: AnswerRules): GuardedAnswer {
  const answer = new JudgedAnswer(rules);
  try {
    answer.format.rewriteAnswer(readObject(bytes.toString('utf8')));
    answer.askLater();
  } catch (error) {
    answer.lose(error);
  }
  answer.report();
  return { kind: 'allowed', bytes };
}

function guardFailure(body: Buffer, rules: AnswerRules): Buffer {
  const answer = new JudgedAnswer(rules);
  const value = rewriteFailure(JSON.parse(body.toString('utf8')), answer.book);
  answer.report();
  return Buffer.from(JSON.stringify(value));
}
