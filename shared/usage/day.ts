// UTC days, `2026-11-22`: what usage is counted by.

export type UtcDay = string & { readonly __brand: 'UtcDay' };

const DAY_MS = 86_400_000;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

export const utcDay = (epochMs: number): UtcDay =>
  new Date(epochMs).toISOString().slice(0, 10) as UtcDay;

/** Null for anything but an existing day in its one spelling (`2026-02-30` does not exist). */
export function parseUtcDay(text: string): UtcDay | null {
  if (!SHAPE.test(text)) return null;
  const epochMs = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(epochMs) && utcDay(epochMs) === text ? (text as UtcDay) : null;
}

export const addDays = (day: UtcDay, days: number): UtcDay =>
  utcDay(dayStartMs(day) + days * DAY_MS);

/** Whole days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: UtcDay, to: UtcDay): number =>
  (dayStartMs(to) - dayStartMs(from)) / DAY_MS;

export const dayStartMs = (day: UtcDay): number => Date.parse(`${day}T00:00:00.000Z`);
