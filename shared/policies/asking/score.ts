// Reads a score from what a model or a classifier answered: strictly, for a guess would be a decision.

/** From 0 to 1. Throws for anything else. */
export function asScore(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new Error('a judge answered no score');
}
