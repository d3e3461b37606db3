// A figure of the report, and the bar it is held against.
import type { Figure } from '../stats.ts';

export type Row = {
  readonly what: string;
  readonly figure: Figure;
  readonly unit: string;
  readonly digits: number;
  /** Undefined: for information. */
  readonly bar?: { readonly atLeast: number } | { readonly atMost: number };
};

export const exact = (value: number): Figure => ({ median: value, min: value, max: value });

export const tableOf = (rows: readonly Row[]): string[] => [
  '| what | bar | figure (median) | rounds | |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map(lineOf),
];

function lineOf({ what, figure, unit, digits, bar }: Row): string {
  const { median, min, max } = figure;
  const value = `${median.toFixed(digits)} ${unit}`;
  const spread = min === max ? '' : `${min.toFixed(digits)} to ${max.toFixed(digits)}`;
  if (bar === undefined) return `| ${what} | | ${value} | ${spread} | |`;
  const isLeast = 'atLeast' in bar;
  const limit = isLeast ? bar.atLeast : bar.atMost;
  const isMet = isLeast ? median >= limit : median <= limit;
  return `| ${what} | ${isLeast ? '≥' : '≤'} ${limit} ${unit} | ${value} | ${spread} | ${isMet ? 'met' : '**missed**'} |`;
}
