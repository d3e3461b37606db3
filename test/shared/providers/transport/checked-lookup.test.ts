// Name resolution for connections: private addresses are never handed out.
import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import {
  checkedLookup,
  type Resolve,
} from '../../../../shared/providers/transport/checked-lookup.ts';

const address = (text: string): LookupAddress => ({
  address: text,
  family: text.includes(':') ? 6 : 4,
});

const look = (answer: Error | string[], all: boolean) =>
  new Promise((resolve) => {
    const system = ((
      _host: string,
      options: { all: boolean },
      done: (...args: unknown[]) => void,
    ) => {
      expect(options.all).toBe(true);
      if (answer instanceof Error) done(answer);
      else done(null, answer.map(address));
    }) as unknown as Resolve;
    checkedLookup(system)('name.example.com', { all }, (error, ...result) =>
      resolve(error ? error.message : result),
    );
  });

describe('checkedLookup', () => {
  it('hands out the public addresses only, all or the first', async () => {
    const mixed = ['10.0.0.1', '8.8.8.8', '::1', '2606:4700::1'];
    expect(await look(mixed, true)).toEqual([[address('8.8.8.8'), address('2606:4700::1')]]);
    expect(await look(mixed, false)).toEqual(['8.8.8.8', 4]);
  });

  it('fails when there is none', async () => {
    expect(await look(['127.0.0.1', '169.254.169.254'], true)).toContain('no public address');
    expect(await look([], false)).toContain('no public address');
  });

  it('passes a failed resolution on', async () => {
    expect(await look(new Error('ENOTFOUND'), true)).toBe('ENOTFOUND');
  });
});
