// Peppers: the HMAC secrets without which a digest cannot be computed, one per key version.
import { Secret } from '../../kernel/secret.ts';

export class Pepper extends Secret {
  constructor(value: string) {
    super(value, '[pepper]');
  }
}

export type PepperRing = {
  /** The version that new keys are minted with. */
  readonly current: string;
  /** Version character → pepper. */
  readonly byVersion: ReadonlyMap<string, Pepper>;
};

const MIN_PEPPER_LENGTH = 32;

/**
 * Reads the secret's JSON: `{"current":"1","1":"<pepper>", …}`. Throws on anything else, without quoting it:
 * a gateway that cannot read its peppers answers 503.
 */
export function parsePepperRing(json: string): PepperRing {
  const { current, ...rest } = parseObject(json);
  const byVersion = new Map<string, Pepper>();
  for (const [version, value] of Object.entries(rest)) {
    if (
      !/^[0-9A-Za-z]$/.test(version) ||
      typeof value !== 'string' ||
      value.length < MIN_PEPPER_LENGTH
    )
      throw new Error('the pepper secret has an entry of the wrong form');
    byVersion.set(version, new Pepper(value));
  }
  if (typeof current !== 'string' || !byVersion.has(current))
    throw new Error('the pepper secret names no current version');
  return { current, byVersion };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The parser's message quotes its input.
  }
  throw new Error('the pepper secret is not a JSON object');
}
