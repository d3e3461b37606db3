// The secret that opens a provider: one line of visible ASCII that prints as its mask.
import { Secret } from '../kernel/secret.ts';

const SHAPE = /^[\x21-\x7e]{8,512}$/;

/** Shorter tokens show nothing: four of eight characters would be half of it. */
const SHOWN_FROM_LENGTH = 20;

export class ProviderToken extends Secret {
  constructor(value: string) {
    super(value, value.length < SHOWN_FROM_LENGTH ? '...' : `...${value.slice(-4)}`);
  }
}

/** Null for what cannot stand in a header: spaces, line breaks, other than ASCII, fewer than 8 or more than 512 characters. */
export const parseProviderToken = (text: string): ProviderToken | null =>
  SHAPE.test(text) ? new ProviderToken(text) : null;
