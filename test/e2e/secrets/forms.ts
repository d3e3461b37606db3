// Every spelling in which a secret might come out, and the search for them.

/** The part that no mask shows: finding it is finding the secret, also when it was cut. */
export type Marked = { readonly what: string; readonly core: Buffer };

export const markedText = (what: string, core: string): Marked => ({
  what,
  core: Buffer.from(core, 'latin1'),
});

/** Plain, hexadecimal, base64 at each of its three alignments, percent-encoded, escaped in JSON once and twice, bytes as numbers. */
export function formsOf(core: Buffer): ReadonlyMap<string, string> {
  const text = core.toString('latin1');
  const hex = core.toString('hex');
  const escaped = JSON.stringify(text).slice(1, -1);
  const pairs = hex.match(/../g) ?? [];
  return new Map([
    ['plain', text],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((shift) => base64At(core, shift)),
    ['percent', encodeURIComponent(text)],
    ['percent, all', pairs.map((pair) => `%${pair.toUpperCase()}`).join('')],
    ['json', escaped],
    ['json in json', JSON.stringify(escaped).slice(1, -1)],
    ['unicode escapes', pairs.map((pair) => `\\u00${pair}`).join('')],
    ['numbers', [...core].join(',')],
  ]);
}

/** The characters that depend on the secret alone when `shift` (mod 3) bytes stand before it. */
function base64At(core: Buffer, shift: number): [string, string][] {
  const text = Buffer.concat([Buffer.alloc(shift), core]).toString('base64');
  const inner = text.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + core.length) * 4) / 3));
  const urlSafe = inner.replaceAll('+', '-').replaceAll('/', '_');
  return [
    [`base64 at ${shift}`, inner],
    [`base64url at ${shift}`, urlSafe],
  ];
}

/** What was found, as `secret: form`; never the secret itself, because this ends up in a test's output. */
export const found = (text: string, secrets: readonly Marked[]): string[] =>
  secrets.flatMap(({ what, core }) =>
    [...formsOf(core)].flatMap(([form, spelled]) =>
      text.includes(spelled) ? `${what}: ${form}` : [],
    ),
  );
