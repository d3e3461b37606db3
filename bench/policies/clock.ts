// Measures the processor time of this thread: other programs on the machine disturb it less than a wall clock.
import { type Figure, figureOf } from '../stats.ts';

export const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds of processor time of each of some runs, after one that warms up. */
export function cpuRounds(rounds: number, work: () => void): number[] {
  work();
  return Array.from({ length: rounds }, () => {
    const before = threadMs();
    work();
    return threadMs() - before;
  });
}

export const cpuMs = (rounds: number, work: () => void): Figure =>
  figureOf(cpuRounds(rounds, work));

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
