// A stream that is read again from its beginning, under rules, for a client that has seen its first events.
import { dataOf, splitFrames } from '../http/sse.ts';
import { isObject } from '../kernel/is-object.ts';
import { jsonOrNull } from '../kernel/json-or-null.ts';
import type { AnswerGuard, GuardedFrames, GuardedStream } from '../wire/answer-guard.ts';

/** Events up to `after`, by the number that the client was told, are judged and left out. */
export const resumedAfter = (guard: AnswerGuard, after: number): AnswerGuard => ({
  ...guard,
  openStream: () => resumed(guard.openStream(), after),
});

function resumed(stream: GuardedStream, after: number): GuardedStream {
  const newer = ({ frames, end }: GuardedFrames): GuardedFrames => ({
    frames: Buffer.concat(splitFrames(frames).filter((frame) => isNewer(frame, after))),
    end,
  });
  return {
    push: (frames) => newer(stream.push(frames)),
    finish: async () => newer(await stream.finish()),
    close: stream.close,
  };
}

/** What has no number is no event that could be repeated. */
function isNewer(frame: Buffer, after: number): boolean {
  const event = jsonOrNull(dataOf(frame) ?? '');
  const number = isObject(event) ? event['sequence_number'] : undefined;
  return typeof number !== 'number' || number > after;
}
