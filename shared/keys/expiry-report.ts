// The daily report: which keys expire within a week, so that they are rotated before their applications stop.
import { type Clock, epochSeconds, isoTime } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { WriteMetrics } from '../kernel/metric.ts';
import { expiryDay } from './record.ts';

export type ExpiringKey = {
  readonly keyId: KeyId;
  readonly projectId: ProjectId;
  readonly expiresAtSeconds: number;
  /** Not null: a successor is there, and the application should use it by now. */
  readonly rotatedTo: KeyId | null;
};

export type ExpiryReportPorts = {
  /** Active keys that expire on a UTC day (`2026-11-22`), soonest first. Throws when the table cannot be read. */
  readonly expiringOn: (day: string) => AsyncIterable<ExpiringKey>;
  readonly clock: Clock;
  readonly log: Log;
  readonly writeMetrics: WriteMetrics;
};

export type ExpiryReport = {
  readonly expiring: number;
  /** Of them, those that have a successor. */
  readonly rotated: number;
};

const DAYS = 7;
const DAY_SECONDS = 86_400;
/** Beyond them the numbers tell enough. */
const MAX_LINES = 1_000;

/** One log event for each key, ids only, and the numbers as metrics. */
export async function reportExpiringKeys(ports: ExpiryReportPorts): Promise<ExpiryReport> {
  const { clock, log, writeMetrics } = ports;
  const nowSeconds = epochSeconds(clock);
  let expiring = 0;
  let rotated = 0;
  for await (const key of keysUntil(nowSeconds, nowSeconds + DAYS * DAY_SECONDS, ports)) {
    expiring++;
    if (key.rotatedTo !== null) rotated++;
    if (expiring <= MAX_LINES) log.warn('key_expires_soon', fieldsOf(key, nowSeconds));
  }
  writeMetrics({ KeysExpiringSoon: expiring - rotated, RotatedKeysExpiringSoon: rotated });
  log.info('keys_expiring_reported', { expiring, rotated, days: DAYS });
  return { expiring, rotated };
}

/** The first and the last day are there in part only. */
async function* keysUntil(
  fromSeconds: number,
  toSeconds: number,
  { expiringOn }: ExpiryReportPorts,
): AsyncIterable<ExpiringKey> {
  for (let day = 0; day <= DAYS; day++) {
    for await (const key of expiringOn(expiryDay(fromSeconds + day * DAY_SECONDS))) {
      const { expiresAtSeconds } = key;
      if (expiresAtSeconds > fromSeconds && expiresAtSeconds <= toSeconds) yield key;
    }
  }
}

const fieldsOf = ({ keyId, projectId, expiresAtSeconds, rotatedTo }: ExpiringKey, now: number) => ({
  keyId,
  projectId,
  expiresAt: isoTime(expiresAtSeconds * 1000),
  hoursLeft: Math.floor((expiresAtSeconds - now) / 3_600),
  rotatedTo,
});
