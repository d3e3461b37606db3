// Escapes of JSON are seen through wherever JSON stands in a text, and whatever passes keeps its spelling.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MASK, SECRET, sent } from './helpers.ts';

const asEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const ESCAPED = SECRET.replace('@', asEscape('@'));
/** What a text becomes on its way. */
async function passed(text: string): Promise<string> {
  const body = { model: 'm', messages: [{ role: 'user', content: text }] };
  const told = (await sent({ body })) as { messages: [{ content: string }] };
  return told.messages[0].content;
}

it.each([
  ['lines of JSON', `{"a":1}\n{"to":"${ESCAPED}"}\n`],
  ['JSON with text behind it', `{"to":"${ESCAPED}"} was the answer`],
  ['JSON with text before it', `The answer: {"to":"${ESCAPED}"}`],
  ['JSON that was cut', `[{"n":1},{"to":"${ESCAPED}`],
  ['JSON in a string of JSON', `x {"output":"{\\"to\\":\\"${ESCAPED.replace('\\', '\\\\')}\\"}"}`],
  ['no JSON at all', `write to ${ESCAPED}!`],
])('in %s', async (_what, text) => {
  const spelled = text.includes('\\\\u') ? ESCAPED.replace('\\', '\\\\') : ESCAPED;
  expect(await passed(text)).toBe(text.replace(spelled, MASK));
});

it('whatever is escaped, and the rest as it was', async () => {
  const noise = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((each) => each.replaceAll('@', ''));
  const marks = fc.array(fc.boolean(), { minLength: SECRET.length, maxLength: SECRET.length });
  await fc.assert(
    fc.asyncProperty(
      noise,
      marks,
      noise,
      fc.integer({ min: 1, max: 3 }),
      async (a, flags, b, depth) => {
        const spelled = Array.from(SECRET, (char, at) =>
          flags[at] === true ? '\\'.repeat(depth) + asEscape(char).slice(1) : char,
        ).join('');
        const text = `${a} "${spelled}" ${b} \\u0041 \\\\u00e9 C:\\new`;
        expect(await passed(text)).toBe(`${a} "${MASK}" ${b} \\u0041 \\\\u00e9 C:\\new`);
      },
    ),
    { numRuns: 300 },
  );
});

it('a text without any is the very same', async () => {
  for (const text of ['C:\\new\\tab', 'a \\" b', '\\u00 \\ux', 'plain'])
    expect(await passed(text)).toBe(text);
});
