// What a model says in one answer, generated: texts with secrets, near-secrets and odd characters, cut anywhere.
import fc from 'fast-check';
import { SECRET } from './rules.ts';

const fragment = fc.constantFrom(
  SECRET,
  'plain text ',
  'a word ',
  'swords, ',
  'wor',
  'd',
  '😀',
  'e\u0301',
  '"quoted" \\ ',
  'line\n\ndata: [DONE]\n\n',
  ' ',
  '{"a":1}',
);

export const textOf: fc.Arbitrary<string> = fc
  .array(fragment, { maxLength: 6 })
  .map((fragments) => fragments.join(''));

/** Units, so that pairs and combining marks are cut, too. */
export const cutUp = (text: string, at: readonly number[]): string[] => {
  const ends = [...new Set(at.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
};

const cuts = fc.array(fc.nat(1_000), { maxLength: 6 });

export const pieces: fc.Arbitrary<string[]> = fc
  .tuple(textOf, cuts)
  .map(([text, at]) => cutUp(text, at));

export type ToolSaid = { readonly name: string; readonly input: object; readonly parts: string[] };

/** The arguments of a tool as JSON in pieces, some of it spelled with escapes. */
export const toolSaid: fc.Arbitrary<ToolSaid> = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom('a', 'b', 'key word'),
      fc.oneof(textOf, fc.array(textOf, { maxLength: 2 })),
      {
        maxKeys: 2,
        noNullPrototype: true,
      },
    ),
    cuts,
    fc.boolean(),
  )
  .map(([input, at, isEscaped]) => {
    const json = JSON.stringify(input);
    const written = isEscaped
      ? json.replace(/[§¤w]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : json;
    return { name: 'get_word', input, parts: cutUp(written, at) };
  });
