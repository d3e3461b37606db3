// Secrets that cannot be printed: every way of turning one into text gives its mask.
import { inspect } from 'node:util';

export abstract class Secret {
  readonly #value: string;
  readonly #mask: string;

  constructor(value: string, mask: string) {
    this.#value = value;
    this.#mask = mask;
  }

  /** The only way to the plaintext. Callers are few, and searchable by this name. */
  reveal(): string {
    return this.#value;
  }

  /** What may be shown instead of the secret. */
  get mask(): string {
    return this.#mask;
  }

  toString(): string {
    return this.#mask;
  }

  toJSON(): string {
    return this.#mask;
  }

  [Symbol.toPrimitive](): string {
    return this.#mask;
  }

  [inspect.custom](): string {
    return `${this.constructor.name}(${this.#mask})`;
  }
}
