// The key of the cursors: derived from the pepper, and nothing like it.
import { describe, expect, it } from 'vitest';
import { cursorKeyOf } from '../../../../shared/keys/secret/cursor-key.ts';
import { parsePepperRing } from '../../../../shared/keys/secret/pepper.ts';

const ringOf = (pepper: string) => parsePepperRing(JSON.stringify({ current: '1', '1': pepper }));

describe('the cursor key', () => {
  it('is the same in every process and another for another pepper', () => {
    const [a, again, b] = ['a', 'a', 'b'].map((c) => cursorKeyOf(ringOf(c.repeat(64))));
    expect(a).toEqual(again);
    expect(a).not.toEqual(b);
    expect(a).toHaveLength(32);
  });

  it('is not the pepper', () => {
    const pepper = 'a'.repeat(64);
    expect(Buffer.from(cursorKeyOf(ringOf(pepper))).toString('latin1')).not.toContain('aaaa');
  });
});
