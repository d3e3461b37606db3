// Parses JSON so that writing it again gives the same numbers.

/**
 * A number that JSON.parse might not give back as it was written: long, exponential or minus zero. Begins with one
 * digit, which V8 searches for ten times faster than for sixteen; a date in a text is no minus zero.
 */
const RISKY_NUMBER = /\d(?:[\d.]{15}|[eE])|-0(?!\d)/;

/** The same where a number may stand: ids in strings often look like one, too. */
const RISKY_VALUE = /(?:^|[:,[\s])(?:-?(?:[\d.]{16}|[\d.]{1,15}[eE])|-0(?!\d))/;
const isRisky = (text: string): boolean => RISKY_NUMBER.test(text) && RISKY_VALUE.test(text);

/** Numbers that a double cannot hold keep their source text (`JSON.rawJSON`). Throws SyntaxError. */
export const parseExactly = (text: string): unknown =>
  isRisky(text) ? JSON.parse(text, keepSource) : JSON.parse(text);

/** Source text access: proposal-json-parse-with-source, in V8 since 11.4. */
function keepSource(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return JSON.stringify(value) === context.source || !isLossy(value, context.source)
    ? value
    : (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(context.source);
}

/** True when the shortest form of the double does not name the same decimal as the source. */
function isLossy(value: number, source: string): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return true;
  return canonicalDecimal(String(value)) !== canonicalDecimal(source);
}

/** `digits`e`exponent` without leading or trailing zeros, so that 1.50, 15e-1 and 1.5 agree. */
function canonicalDecimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return `${sign}0`;
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}
