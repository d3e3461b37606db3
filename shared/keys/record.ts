// A key as operators see it: everything that is stored except the digest.
import type { Restrictions } from '../contracts/principal.ts';
import { isoTime } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';

export type KeyRecord = {
  readonly keyId: KeyId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly description: string | null;
  readonly mask: string;
  /** As stored: `expired` is computed. */
  readonly status: 'active' | 'deactivated';
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** IAM ARN. */
  readonly createdBy: string;
  /** Epoch seconds; null: never. */
  readonly expiresAtSeconds: number | null;
  /** Epoch seconds; null: not yet. */
  readonly lastUsedAtSeconds: number | null;
  readonly restrictions: Restrictions;
  /** The first key of those that replaced each other by rotation: limits and usage are counted by it. */
  readonly lineage: KeyId;
  readonly rotatedFrom: KeyId | null;
  readonly rotatedTo: KeyId | null;
  /** ISO 8601 UTC; null: it is not deactivated. */
  readonly deactivatedAt: string | null;
  readonly deactivatedReason: string | null;
  /** Grows by one with each write of an operator's. */
  readonly rev: number;
};

export const KEY_STATUSES = ['active', 'expired', 'deactivated'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** Expired from the second it expires; a deactivated key stays deactivated. */
export function keyStatus(
  key: Pick<KeyRecord, 'status' | 'expiresAtSeconds'>,
  nowSeconds: number,
): KeyStatus {
  if (key.status === 'deactivated') return 'deactivated';
  return key.expiresAtSeconds !== null && nowSeconds >= key.expiresAtSeconds ? 'expired' : 'active';
}

const DAY_SECONDS = 86_400;

/** When the table may forget an expiring key: until then it keeps answering "expired". Null: never. */
export const ttlAfterExpiry = (expiresAtSeconds: number | null): number | null =>
  expiresAtSeconds === null ? null : expiresAtSeconds + 30 * DAY_SECONDS;

/** UTC day, `2026-11-22`: by it the daily report finds keys without reading the whole table. */
export const expiryDay = (expiresAtSeconds: number): string =>
  isoTime(expiresAtSeconds * 1000).slice(0, 10);

/** When the table may forget a deactivated key. */
export const ttlAfterDeactivation = (nowSeconds: number): number => nowSeconds + 90 * DAY_SECONDS;
