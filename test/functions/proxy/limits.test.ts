// Time limits from the environment: a value that cannot be read must not become "none".
import { expect, it } from 'vitest';
import { callTimeouts } from '../../../functions/proxy/timeouts.ts';

const env = {
  KEYS_TABLE: 'Keys',
  PROJECTS_TABLE: 'Projects',
  USAGE_TABLE: 'Usage',
  METRIC_NAMESPACE: '',
  TRUSTED_PROVIDER_ORIGINS: '',
  UPSTREAM_CONNECT_TIMEOUT_MS: '1',
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '20',
  UPSTREAM_IDLE_TIMEOUT_MS: '300',
  UPSTREAM_TOTAL_TIMEOUT_MS: '870000',
};

it('reads milliseconds', () => {
  expect(callTimeouts(env)).toEqual({
    connectMs: 1,
    firstByteMs: 20,
    idleMs: 300,
    totalMs: 870_000,
  });
});

it.each(['', '0', '-1', '1.5', '1e3', '10s', 'Infinity', '9999999999'])('throws on %j', (value) => {
  expect(() => callTimeouts({ ...env, UPSTREAM_IDLE_TIMEOUT_MS: value })).toThrow('time limit');
});
