// Health, by really asking the stores.
import type { HealthAnswer } from '../../shared/http/health.ts';
import type { Log } from '../../shared/kernel/log.ts';

export type HealthPorts = {
  readonly version: string;
  readonly log: Log;
  /** Each resolves when its store answers, and throws when it does not. */
  readonly probes: Readonly<Record<keyof HealthAnswer['checks'], () => Promise<unknown>>>;
};

const SERVICE = 'collie-gateway';

export async function readHealth({ version, log, probes }: HealthPorts): Promise<HealthAnswer> {
  const check = async (name: keyof HealthPorts['probes']): Promise<'ok' | 'failed'> => {
    try {
      await probes[name]();
      return 'ok';
    } catch (cause) {
      log.error('health_check_failed', { check: name }, (cause as Error).cause ?? cause);
      return 'failed';
    }
  };
  const [keys_table, projects_table, audit_table, pepper] = await Promise.all([
    check('keys_table'),
    check('projects_table'),
    check('audit_table'),
    check('pepper'),
  ]);
  const checks = { keys_table, projects_table, audit_table, pepper };
  const isOk = Object.values(checks).every((outcome) => outcome === 'ok');
  return { status: isOk ? 'ok' : 'degraded', service: SERVICE, version, checks };
}
