// UTC days: one spelling each, existing ones only, arithmetic over months and leap years.
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, parseUtcDay, utcDay } from '../../../shared/usage/day.ts';

const day = (text: string) => parseUtcDay(text) ?? expect.fail(text);

describe('a UTC day', () => {
  it('begins and ends at midnight UTC', () => {
    expect(utcDay(Date.parse('2026-11-22T23:59:59.999Z'))).toBe('2026-11-22');
    expect(utcDay(Date.parse('2026-11-23T00:00:00.000Z'))).toBe('2026-11-23');
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '',
    '20260101',
  ])('is not %s', (text) => {
    expect(parseUtcDay(text)).toBeNull();
  });

  it('is counted over months and leap years', () => {
    expect(addDays(day('2024-02-28'), 2)).toBe('2024-03-01');
    expect(addDays(day('2026-01-01'), -1)).toBe('2025-12-31');
    expect(daysBetween(day('2024-01-01'), day('2025-01-01'))).toBe(366);
  });
});
