// Every cut of a provider's bytes into two gives the client the same bytes.
import { describe, expect, it } from 'vitest';
import { FrameCutter } from '../../../../shared/http/sse.ts';
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
    const boundaries = new Set<number>();
    for (let at = 1; at < bytes.length; at++) {
      const cutter = new FrameCutter();
      const first = cutter.push(bytes.subarray(0, at))?.length ?? 0;
      if (first + (cutter.push(bytes.subarray(at))?.length ?? 0) !== bytes.length)
        expect.fail(`cut at ${at}`);
      boundaries.add(first);
    }
    // The rules see whole frames, so many cuts are one to them.
    for (const at of boundaries)
      expect(await shown([bytes.subarray(0, at), bytes.subarray(at)])).toBe(whole);
    expect(boundaries.size).toBe(bytes.toString().split('\n\n').length - 1);
  });

  it('S1: is the same byte by byte', async () => {
    expect(await shown(Array.from(bytes, (byte) => Buffer.of(byte)))).toBe(await shown([bytes]));
  });
});
