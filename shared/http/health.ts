// The wire form of the service's health.
import * as z from 'zod/mini';

const check = z.enum(['ok', 'failed']);

export const healthAnswer = z.strictObject({
  status: z.enum(['ok', 'degraded']),
  service: z.string(),
  version: z.string(),
  checks: z.strictObject({
    keys_table: check,
    projects_table: check,
    audit_table: check,
    pepper: check,
  }),
});

export type HealthAnswer = z.output<typeof healthAnswer>;
