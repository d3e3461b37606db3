// Takes note of the objects that an answer tells, so that their owner can use them once it has the whole answer.
import { pipeline, Transform } from 'node:stream';
import { dataOf, FrameCutter, splitFrames } from '../http/sse.ts';
import { jsonOrNull } from '../kernel/json-or-null.ts';
import type { AnswerRecorder } from '../wire/answer-recorder.ts';
import type { KeptObjects } from '../wire/surface.ts';
import { madeObjects } from './made-objects.ts';

/** What the end of a stream has in it. The same words in a text only make it wait for a write. */
const ENDS = [
  '[DONE]',
  'message_stop',
  'response.completed',
  'response.incomplete',
  'response.failed',
];

/** `record` is called once for each name, with the answer or event that tells it, and never rejects. `body`: the request. */
export function answerRecorder(
  kept: KeptObjects,
  body: Readonly<Record<string, unknown>>,
  record: (names: readonly string[], told: unknown) => Promise<void>,
): AnswerRecorder {
  const known = new Set<string>();
  const note = async (json: string): Promise<void> => {
    const told = jsonOrNull(json);
    const names = madeObjects(kept, body, told).filter((name) => !known.has(name));
    for (const name of names) known.add(name);
    if (names.length > 0) await record(names, told);
  };
  const mayTell = (bytes: Buffer): boolean =>
    kept.marks.length === 0 || kept.marks.some((mark) => bytes.includes(mark));
  return {
    whole: async (answer) => {
      if (mayTell(answer)) await note(answer.toString('utf8'));
    },
    stream: (answer) => {
      const cutter = new FrameCutter();
      const writing: Promise<void>[] = [];
      const look = (frames: Buffer): void => {
        if (!mayTell(frames)) return;
        for (const frame of splitFrames(frames))
          if (mayTell(frame)) writing.push(note(dataOf(frame) ?? ''));
      };
      const gate = new Transform({
        transform: (chunk: Buffer, _encoding, pass) => {
          const frames = cutter.push(chunk);
          if (frames !== null) look(frames);
          const isLast = frames !== null && ENDS.some((end) => frames.includes(end));
          if (isLast) void Promise.all(writing).then(() => pass(null, chunk));
          else pass(null, chunk);
        },
        flush: (done) => {
          look(cutter.flush());
          void Promise.all(writing).then(() => done());
        },
      });
      // Each ends the other; what went wrong is told by the gate.
      pipeline(answer, gate, () => undefined);
      return gate;
    },
  };
}
