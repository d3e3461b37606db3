// S10: an engine or a provider that fails ends a stream with an error, and without the text that was held.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { DirectionPlan } from '../../../../shared/rules/direction-plan.ts';
import { FORMATS } from './curated.ts';
import { bytesOf, relayed, said, upTo } from './relayed.ts';
import { eventsIn, policyOf, SECRET_CHARACTERS, secretRule } from './rules.ts';

/** A plan whose engine breaks when it reads this character. */
function failing(policy: ReturnType<typeof policyOf>): DirectionPlan {
  const { outbound } = policy.plans;
  const matchers = outbound.matchers.map((matcher) => ({
    ...matcher,
    createScanner: (maxHoldChars: number) => {
      const scanner = matcher.createScanner(maxHoldChars);
      return {
        ...scanner,
        run: (...[view, from, to, sink]: Parameters<typeof scanner.run>) => {
          if (view.text.slice(from, to).includes('☠')) throw new Error('broken');
          scanner.run(view, from, to, sink);
        },
        finish: (sink: Parameters<typeof scanner.finish>[0]) => scanner.finish(sink),
        holdStart: () => scanner.holdStart(),
        exemptStart: () => scanner.exemptStart(),
        openStart: () => scanner.openStart(),
        clone: () => scanner.clone(),
      };
    },
  }));
  return { ...outbound, matchers };
}

describe.each(FORMATS)('S10: a stream of %s', (format) => {
  const codeAtEnd = (text: string): unknown =>
    (eventsIn(text).at(-1)?.['error'] as { code?: string }).code;

  it('ends with an error and without the held text when the engine fails', async () => {
    const source = new PassThrough();
    const { output, ends, lines } = relayed(source, failing(policyOf(secretRule())), format);
    const text = buffer(output);
    source.write(upTo(bytesOf(format, ['seen §¤', '¤ ☠ ', 'more']), '☠'));
    const shown = (await text).toString();
    expect(codeAtEnd(shown)).toBe('internal_error');
    expect(said(format, shown)).toBe('seen ');
    expect(shown).not.toMatch(SECRET_CHARACTERS);
    expect(source.destroyed).toBe(true);
    expect(ends).toEqual(['failed']);
    expect(lines.join()).toContain('stream_failed');
    expect(lines.join()).not.toMatch(/☠|§/);
  });

  it('ends without the held text when the provider breaks off', async () => {
    const source = new PassThrough();
    const { output } = relayed(source, policyOf(secretRule()).plans.outbound, format);
    const text = buffer(output);
    source.write(upTo(bytesOf(format, ['seen §¤', 'more']), '§¤'));
    setImmediate(() => source.destroy(new Error('ECONNRESET')));
    const shown = (await text).toString();
    expect(codeAtEnd(shown)).toBe('upstream_error');
    expect(said(format, shown)).toBe('seen ');
    expect(shown).not.toMatch(SECRET_CHARACTERS);
  });

  it.each(['{"cut', '"just text"', '[1]', 'text'])('ends when a frame says %s', async (data) => {
    const source = Readable.from([Buffer.from(`data: ${data}\n\n`), bytesOf(format, ['late'])]);
    const { output, ends } = relayed(source, policyOf(secretRule()).plans.outbound, format);
    const shown = (await buffer(output)).toString();
    expect(codeAtEnd(shown)).toBe('upstream_error');
    expect(shown).not.toContain('late');
    expect(ends).toEqual(['failed']);
  });
});
