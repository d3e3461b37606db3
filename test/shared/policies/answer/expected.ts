// What clients should get, by the engine's word on whole texts; and streams of frames, cut into chunks.
import type { CompiledPolicy } from '../../../../shared/rules/compile.ts';
import { evaluate } from '../../../../shared/rules/evaluate.ts';

export const expectedText = (policy: CompiledPolicy, text: string): string =>
  evaluate(policy, text, 'outbound').text;

/** Every string and every name of a member by itself. */
export function expectedJson(policy: CompiledPolicy, value: unknown): string {
  const map = (each: unknown): unknown => {
    if (typeof each === 'string') return expectedText(policy, each);
    if (Array.isArray(each)) return each.map(map);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, member]) => [expectedText(policy, name), map(member)]),
    );
  };
  return JSON.stringify(map(value));
}

/** `named`: with the event's type as its name. Cut at these bytes. */
export function framed(data: readonly string[], at: readonly number[], named = false): Buffer[] {
  const bytes = Buffer.from(
    data
      .map((json) => `${named ? `event: ${JSON.parse(json).type}\n` : ''}data: ${json}\n\n`)
      .join(''),
  );
  const ends = at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}
