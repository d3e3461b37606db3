// The outbound rules of a policy on the answer of one call: makes what the proxy's use-case asks.
import type { AnswerGuard, GuardedAnswer, GuardedStream } from '../../wire/answer-guard.ts';
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
  const { endpoint } = rules;
  const hasText = endpoint === 'inputItems' || surfaces[endpoint].answersWithText;
  return {
    whole: async (answer, form = 'json') => {
      if (!hasText) return { kind: 'allowed', bytes: answer };
      const rewrite = form === 'json' ? rewriteJson : rewriteText;
      return isGuarding ? guardWhole(answer, rewrite, rules) : watchWhole(answer, rewrite, rules);
    },
    failure: (body) => (isGuarding ? guardFailure(body, rules) : body),
    openStream: () =>
      !hasText
        ? UNREAD_STREAM
        : guardsStreams(rules)
          ? new GuardingStream(rules)
          : new WatchingStream(rules),
  };
}

/** Of sound, which no rule can hear: what is said there was read on its way out. */
const UNREAD_STREAM: GuardedStream = {
  push: (frames) => ({ frames, end: null }),
  finish: async () => ({ frames: Buffer.alloc(0), end: null }),
  close: () => undefined,
};

/** What the rules leave of an answer. Throws what the book and the format throw. */
type Rewrite = (answer: Buffer, judged: JudgedAnswer) => string;

const rewriteJson: Rewrite = (bytes, judged) => {
  const value = readObject(bytes.toString('utf8'));
  judged.readAnswer(value);
  return JSON.stringify(value);
};

const rewriteText: Rewrite = (bytes, { book }) => book.whole('text', bytes.toString('utf8'));

async function guardWhole(
  bytes: Buffer,
  rewrite: Rewrite,
  rules: AnswerRules,
): Promise<GuardedAnswer> {
  const answer = new JudgedAnswer(rules);
  try {
    const text = rewrite(bytes, answer);
    if (answer.violation === null) await answer.askFirst();
    const error = answer.violation;
    return error === null
      ? { kind: 'allowed', bytes: Buffer.from(text) }
      : { kind: 'blocked', error };
  } finally {
    answer.report();
  }
}

function watchWhole(bytes: Buffer, rewrite: Rewrite, rules: AnswerRules): GuardedAnswer {
  const answer = new JudgedAnswer(rules);
  try {
    rewrite(bytes, answer);
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
