// `expires_at` and the states that follow from it, to the second.
import { describe, expect, it } from 'vitest';
import { readExpiry } from '../../../shared/keys/expiry.ts';
import { keyStatus, ttlAfterDeactivation, ttlAfterExpiry } from '../../../shared/keys/record.ts';

const NOW = Date.parse('2028-02-29T12:00:00.500Z');
const read = (text: string | null) => readExpiry(text, () => NOW);
const refused = expect.objectContaining({ code: 'validation_error', param: 'expires_at' });

describe('an expiry', () => {
  it('is whole seconds, never later than asked for', () => {
    expect(read('2028-02-29T12:00:02.999Z')).toBe(Date.parse('2028-02-29T12:00:02Z') / 1000);
    expect(read('2028-03-01T01:00:00+09:30')).toBe(Date.parse('2028-02-29T15:30:00Z') / 1000);
    expect(read(null)).toBeNull();
  });

  it.each([
    '2028-02-29T12:00:00.999Z',
    '2028-02-29T12:00:00Z',
    '1970-01-01T00:00:00Z',
  ])('at %s lies in the past', (text) => {
    expect(() => read(text)).toThrow(refused);
  });

  it('ends five calendar years ahead, also from a leap day', () => {
    expect(read('2033-03-01T12:00:00.500Z')).toBe(Date.parse('2033-03-01T12:00:00Z') / 1000);
    expect(() => read('2033-03-01T12:00:00.501Z')).toThrow(refused);
    expect(() => read('9999-12-31T23:59:59Z')).toThrow(refused);
  });
});

describe('the status of a key', () => {
  it('is expired from the second of its expiry on', () => {
    const key = { status: 'active', expiresAtSeconds: 100 } as const;
    expect([99, 100, 101].map((now) => keyStatus(key, now))).toEqual([
      'active',
      'expired',
      'expired',
    ]);
  });

  it('is deactivated whatever its expiry', () => {
    for (const expiresAtSeconds of [null, 1, 1e10])
      expect(keyStatus({ status: 'deactivated', expiresAtSeconds }, 5)).toBe('deactivated');
  });

  it('is forgotten 30 days after an expiry and 90 days after a deactivation', () => {
    expect(ttlAfterExpiry(1_000)).toBe(1_000 + 2_592_000);
    expect(ttlAfterExpiry(null)).toBeNull();
    expect(ttlAfterDeactivation(1_000)).toBe(1_000 + 7_776_000);
  });
});
