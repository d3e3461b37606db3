// Every cut of a provider's bytes into two gives the client the same bytes.
import { describe, expect, it } from 'vitest';
import { curated, FORMATS } from './curated.ts';
import { guardOf, policyOf, SECRET_CHARACTERS, secretRule, through, wordRule } from './rules.ts';

const plan = policyOf(secretRule(), wordRule).plans.outbound;

describe.each(FORMATS)('a stream of %s', (format) => {
  const bytes = curated[format];
  const shown = async (chunks: readonly Buffer[]): Promise<string> =>
    (await through(guardOf(plan, format).guard.openStream(), chunks)).text;

  it('S1: is the same under all cuts of its bytes into two', async () => {
    const whole = await shown([bytes]);
    expect(whole).not.toMatch(SECRET_CHARACTERS);
    expect(whole.match(/\[MASKED\]/g)?.length).toBeGreaterThan(4);
    for (let at = 1; at < bytes.length; at++)
      if ((await shown([bytes.subarray(0, at), bytes.subarray(at)])) !== whole)
        expect.fail(`cut at ${at}`);
  });

  it('S1: is the same byte by byte', async () => {
    expect(await shown(Array.from(bytes, (byte) => Buffer.of(byte)))).toBe(await shown([bytes]));
  });
});
