// Small statistics: what a figure is, and how much it moved between rounds.

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
};

/** The median of the rounds, and the least and the most of them. */
export type Figure = { readonly median: number; readonly min: number; readonly max: number };

export const figureOf = (rounds: readonly number[]): Figure => ({
  median: median(rounds),
  min: Math.min(...rounds),
  max: Math.max(...rounds),
});
