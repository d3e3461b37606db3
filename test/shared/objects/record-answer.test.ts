// Taking note of an answer: its end waits for the record, nothing else does, and no byte changes.
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerRecorder } from '../../../shared/objects/record-answer.ts';
import { responses } from '../../../shared/wire/responses.ts';

const response = (status: string) =>
  JSON.stringify({
    type: `response.${status}`,
    response: { object: 'response', id: 'resp_1', output: [] },
  });
const CREATED = `data: ${response('created')}\n\n`;
const DELTA = 'data: {"type":"response.output_text.delta","delta":"x"}\n\n';
const COMPLETED = `data: ${response('completed')}\n\n`;

it('lets everything pass but the end until what was told is recorded', async () => {
  let release = (): void => undefined;
  const recorded: string[] = [];
  const recorder = answerRecorder(responses.kept, {}, async (names) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    recorded.push(...names);
  });
  const seen: string[] = [];
  const stream = recorder.stream(Readable.from([CREATED, DELTA, COMPLETED].map(Buffer.from)));
  stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
  const ended = new Promise((resolve) => stream.once('end', resolve));
  await sleep(20);
  expect(seen).toEqual([CREATED, DELTA]);
  release();
  await ended;
  expect([seen, recorded]).toEqual([[CREATED, DELTA, COMPLETED], ['resp_1']]);
});

it('changes no byte, and records each name once, under every cut', async () => {
  const whole = Buffer.from(`: hi\n\n${CREATED}${DELTA}${COMPLETED}data: [DONE]\n\nrest`);
  const cuts = fc.array(fc.nat({ max: whole.length }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      const ends = [...at, whole.length].toSorted((a, b) => a - b);
      const chunks = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
      const recorded: string[] = [];
      const recorder = answerRecorder(responses.kept, {}, async (names) => {
        recorded.push(...names);
      });
      const out: Buffer[] = [];
      for await (const chunk of recorder.stream(Readable.from(chunks))) out.push(chunk as Buffer);
      expect(Buffer.concat(out).equals(whole)).toBe(true);
      expect(recorded).toEqual(['resp_1']);
    }),
  );
});

it('ends the provider’s stream when its reader leaves, and fails when that is cut', async () => {
  const recorder = answerRecorder(responses.kept, {}, async () => {});
  const source = new Readable({ read: () => undefined });
  recorder.stream(source).destroy();
  await expect.poll(() => source.destroyed).toBe(true);
  const cut = new Readable({ read: () => undefined });
  const failed = new Promise((resolve) => recorder.stream(cut).once('error', resolve));
  cut.destroy(new Error('cut'));
  await expect(failed).resolves.toMatchObject({ message: 'cut' });
});
