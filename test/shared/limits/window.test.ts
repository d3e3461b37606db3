// Windows are minutes of UTC, each instant in exactly one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsUntilEnd, ttlOf, windowAt } from '../../../shared/limits/window.ts';

const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe('windowAt', () => {
  it('puts every instant into the minute of UTC that holds it', () => {
    fc.assert(
      fc.property(instant, (nowMs) => {
        const { endsAtSeconds } = windowAt(nowMs);
        expect(endsAtSeconds % 60).toBe(0);
        expect(endsAtSeconds * 1000 - nowMs).toBeGreaterThan(0);
        expect(endsAtSeconds * 1000 - nowMs).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('begins a new window with the minute, to the millisecond', () => {
    const lastMs = Date.UTC(2026, 10, 22, 10, 0, 59, 999);
    expect(windowAt(lastMs + 1).minute).toBe(windowAt(lastMs).minute + 1);
    expect(windowAt(lastMs).endsAtSeconds * 1000).toBe(lastMs + 1);
  });
});

describe('secondsUntilEnd', () => {
  it.each([
    ['at the first instant', 0, 60],
    ['half a second on', 500, 60],
    ['in the middle', 48_000, 12],
    ['in the last millisecond', 59_999, 1],
    ['after the end', 61_000, 1],
  ])('is %s of the window %i ms → %i s', (_when, intoMs, seconds) => {
    const startMs = Date.UTC(2026, 10, 22, 10, 0);
    expect(secondsUntilEnd(windowAt(startMs), startMs + intoMs)).toBe(seconds);
  });

  it('never invites a client back before the window has ended, nor after more than a minute', () => {
    fc.assert(
      fc.property(instant, (nowMs) => {
        const window = windowAt(nowMs);
        const seconds = secondsUntilEnd(window, nowMs);
        expect(windowAt(nowMs + seconds * 1000).minute).toBeGreaterThan(window.minute);
        expect(seconds).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe('ttlOf', () => {
  it('is in epoch seconds, an hour after the end', () => {
    const window = windowAt(Date.UTC(2026, 10, 22, 10, 0));
    expect(ttlOf(window)).toBe(Date.UTC(2026, 10, 22, 11, 1) / 1000);
  });
});
