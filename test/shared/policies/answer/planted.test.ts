// What is not known does not leave: a text planted at any place of any answer is masked, or it is not sent.
import { describe, expect, it } from 'vitest';
import type { AnswerKind } from '../../../../shared/policies/answer/answer-rules.ts';
import { createAnswerGuard } from '../../../../shared/policies/answer/create-answer-guard.ts';
import { emailRule } from '../../../support/policies.ts';
import { policyOf, termRule } from '../../rules/helpers.ts';
import { type Json, STREAMS, WHOLES } from './planted-answers.ts';

/** An address, a plain word, two words, and a number: what each would be in the place of an id, a kind or a count. */
const MARKS = ['ann@secret.test', 'nightjar', 'say nightjar now', 4_111_111_111_111_111] as const;
const plan = policyOf([
  emailRule(),
  // Also where a planted piece runs into what follows.
  termRule(['nightjar'], { whole_word: false }),
  { rule_type: 'structured_id', decision: 'mask', config: {} },
]).plans.outbound;
const LEAKS = [/ann@secret/, /nightjar/, /4111/];

function guardOf(endpoint: AnswerKind) {
  const guard = createAnswerGuard({
    plan,
    endpoint,
    streamingMode: 'auto',
    ask: () => Promise.reject(new Error('nobody is asked')),
    afterwards: { add: () => undefined },
    onReport: () => undefined,
  });
  if (guard === null) throw new Error('no guard');
  return guard;
}

/** The value with the mark in the place of each of its leaves, beside each, as a name, and as an object's member. */
function* planted(value: Json, mark: string | number): Generator<Json> {
  yield mark;
  yield [mark];
  yield { text: mark };
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield [...(value as readonly Json[]), mark];
    for (const [at, each] of (value as readonly Json[]).entries())
      for (const other of planted(each, mark)) yield value.with(at, other) as Json;
    return;
  }
  for (const name of ['unheard_of', 'delta', 'message', 'text', 'error', 'id', 'type', 'comment'])
    if (!Object.hasOwn(value, name)) yield { ...value, [name]: mark } as Json;
  yield { ...value, [String(mark)]: 1 } as Json;
  for (const [name, each] of Object.entries(value))
    for (const other of planted(each as Json, mark)) yield { ...value, [name]: other } as Json;
}

async function shownOf(kind: AnswerKind, events: readonly Json[]): Promise<string> {
  const stream = guardOf(kind).openStream();
  let shown = '';
  for (const told of events) {
    const name = (told as { type?: unknown }).type;
    const head = name === undefined ? '' : `event: ${name}\n`;
    const { frames, end } = stream.push(Buffer.from(`${head}data: ${JSON.stringify(told)}\n\n`));
    shown += frames.toString();
    if (end !== null) break;
  }
  shown += (await stream.finish().catch(() => null))?.frames.toString() ?? '';
  stream.close();
  return shown;
}

const noLeak = (shown: string, where: unknown): void => {
  // A place is only written down when it leaks: there are thousands.
  if (LEAKS.some((leak) => leak.test(shown)))
    expect([JSON.stringify(where), shown]).toEqual('sealed');
};

describe.each(MARKS)('%s', (mark) => {
  it.each(Object.entries(WHOLES))('leaves no whole answer of %s', async (kind, answer) => {
    let places = 0;
    for (const each of planted(answer as Json, mark)) {
      places++;
      if (typeof each !== 'object' || Array.isArray(each)) continue;
      const judged = await guardOf(kind as AnswerKind)
        .whole(Buffer.from(JSON.stringify(each)))
        .catch(() => null);
      noLeak(judged?.kind === 'allowed' ? judged.bytes.toString() : '', each);
    }
    expect(places).toBeGreaterThan(30);
  });

  it.each(Object.entries(STREAMS))('leaves no stream of %s', async (kind, events) => {
    for (const [at, event] of events.entries())
      for (const each of planted(event, mark))
        noLeak(await shownOf(kind as AnswerKind, events.with(at, each)), each);
  });
});

it('a comment, a name of an event and a field of no meaning do not leave', () => {
  const stream = guardOf('chat').openStream();
  const frames = [': nightjar', 'event: nightjar\ndata: {"choices":[]}', 'id: nightjar\nretry: 5'];
  const shown = frames.map((frame) => stream.push(Buffer.from(`${frame}\n\n`)).frames.toString());
  expect(shown.join('')).toBe(': ping\n\ndata: {"choices":[]}\n\n');
});

it('what has a known form stays as it is, though a rule means its letters', async () => {
  const answer = WHOLES.chat as object;
  const words = policyOf([termRule(['assistant', 'stop', 'chatcmpl'])]).plans.outbound;
  const guard = createAnswerGuard({
    ...{ plan: words, endpoint: 'chat', streamingMode: 'auto' },
    ask: () => Promise.reject(new Error('nobody is asked')),
    afterwards: { add: () => undefined },
    onReport: () => undefined,
  });
  const judged = await guard?.whole(Buffer.from(JSON.stringify(answer)));
  expect(judged?.kind === 'allowed' ? JSON.parse(judged.bytes.toString()) : null).toEqual(answer);
});
