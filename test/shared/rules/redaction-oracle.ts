// The definition of redaction and of "at risk", applied literally: by trying all continuations of a text.
import { leftmostLongest, type Runner, type Span } from './expression-oracle.ts';

export type OracleRule =
  | { readonly kind: 'regex'; readonly runner: Runner; readonly placeholder: string }
  | {
      readonly kind: 'terms';
      readonly terms: readonly string[];
      readonly wholeWord: boolean;
      readonly placeholder: string;
    };

const isWord = (char: string): boolean => /^\w$/.test(char);

export function spansOf(rule: OracleRule, text: string): Span[] {
  if (rule.kind === 'regex') return leftmostLongest(rule.runner, text);
  return rule.terms.flatMap((term) => {
    const spans: Span[] = [];
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      const end = at + term.length;
      const cut =
        (isWord(text.charAt(at)) && isWord(text.charAt(at - 1))) ||
        (isWord(text.charAt(end - 1)) && isWord(text.charAt(end)));
      if (!(rule.wholeWord && cut)) spans.push([at, end]);
    }
    return spans;
  });
}

/** A piece of output: a character of the text, or a placeholder, and where it stands in the text. */
export type Token = { readonly shown: string; readonly at: number };

/**
 * Overlapping spans become one placeholder: that of the rule that goes first. What lies inside a span of `exempting`
 * is left alone.
 */
export function redact(
  rules: readonly OracleRule[],
  text: string,
  exempting: OracleRule | null = null,
): Token[] {
  const allowed = exempting === null ? [] : spansOf(exempting, text);
  const spans = rules
    .flatMap((rule, rank) => spansOf(rule, text).map(([start, end]) => ({ rank, start, end })))
    .filter((span) => !allowed.some(([start, end]) => start <= span.start && end >= span.end))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const output: Token[] = [];
  let written = 0;
  const copyTo = (end: number): void => {
    for (; written < end; written++) output.push({ shown: text.charAt(written), at: written });
  };
  for (let i = 0; i < spans.length; ) {
    const start = spans[i]?.start ?? 0;
    let end = start + 1;
    let rank = rules.length;
    for (; i < spans.length && (spans[i]?.start ?? 0) < end; i++) {
      end = Math.max(end, spans[i]?.end ?? 0);
      rank = Math.min(rank, spans[i]?.rank ?? 0);
    }
    copyTo(start);
    output.push({ shown: rules[rank]?.placeholder ?? '', at: start });
    written = end;
  }
  copyTo(text.length);
  return output;
}

export const shownText = (tokens: readonly Token[]): string =>
  tokens.map(({ shown }) => shown).join('');

/** All texts over the alphabet of at most `length` characters. */
export function continuations(alphabet: string, length: number): string[] {
  const all = [''];
  let level = [''];
  for (let i = 0; i < length; i++) {
    level = level.flatMap((text) => Array.from(alphabet, (char) => text + char));
    all.push(...level);
  }
  return all;
}

/** What every continuation agrees on: exactly this may have been released. */
export function certainOutput(
  rules: readonly OracleRule[],
  prefix: string,
  tails: readonly string[],
): Token[] {
  let common = redact(rules, prefix);
  for (const tail of tails) {
    const output = redact(rules, prefix + tail);
    let length = 0;
    while (length < common.length && isSame(common[length], output[length])) length++;
    common = common.slice(0, length);
    if (length === 0) break;
  }
  return common;
}

const isSame = (a: Token | undefined, b: Token | undefined): boolean =>
  a?.at === b?.at && a?.shown === b?.shown;
