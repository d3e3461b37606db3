// The window of a rate limit: one minute of UTC, which every process finds by its clock alone.

const WINDOW_MS = 60_000;

/** How long a finished window's items stay before the table's TTL may remove them. */
const KEEP_SECONDS = 3_600;

export type MinuteWindow = {
  /** Minutes since the Unix epoch. */
  readonly minute: number;
  /** Epoch seconds: the first instant of the next window. */
  readonly endsAtSeconds: number;
};

export function windowAt(epochMs: number): MinuteWindow {
  const minute = Math.floor(epochMs / WINDOW_MS);
  return { minute, endsAtSeconds: (minute + 1) * 60 };
}

/** Whole seconds until the window has certainly ended, at least 1. */
export const secondsUntilEnd = (window: MinuteWindow, epochMs: number): number =>
  Math.max(1, Math.ceil(window.endsAtSeconds - epochMs / 1000));

/** Epoch seconds. Long after the last retry, so that no late write counts in a window that was forgotten. */
export const ttlOf = (window: MinuteWindow): number => window.endsAtSeconds + KEEP_SECONDS;
