// Reads untyped configuration field by field; whatever is wrong becomes a refusal with the field's path.
import { isObject } from '../kernel/is-object.ts';

export type ConfigRefusal = {
  /** Dotted path of the field: `rules.2.config.patterns.0.pattern`. */
  readonly param: string;
  readonly message: string;
};

type Range = { readonly min: number; readonly max: number };

export class ConfigReader {
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #refusals: ConfigRefusal[];
  readonly #read = new Set<string>();

  constructor(source: unknown, path: string, refusals: ConfigRefusal[]) {
    this.path = path;
    this.#refusals = refusals;
    this.#fields = isObject(source) ? source : {};
    if (!isObject(source)) this.refuse('', 'must be an object');
  }

  /** `field` may be '' for the object itself. */
  refuse(field: string, message: string): void {
    this.#refusals.push({ param: this.at(field), message });
  }

  at(field: string): string {
    return [this.path, field].filter((part) => part !== '').join('.');
  }

  has(field: string): boolean {
    return this.raw(field) !== undefined && this.raw(field) !== null;
  }

  raw(field: string): unknown {
    this.#read.add(field);
    return Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined;
  }

  /** Null when absent and no fallback is given. */
  text(field: string, { min, max }: Range, fallback: string | null = null): string | null {
    if (!this.has(field)) return fallback;
    const value = this.raw(field);
    if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
    this.refuse(field, `must be a string of ${min} to ${max} characters`);
    return fallback;
  }

  requiredText(field: string, range: Range): string {
    if (!this.has(field)) this.refuse(field, 'is required');
    return this.text(field, range) ?? '';
  }

  flag(field: string, fallback: boolean): boolean {
    if (!this.has(field)) return fallback;
    const value = this.raw(field);
    if (typeof value === 'boolean') return value;
    this.refuse(field, 'must be true or false');
    return fallback;
  }

  number(field: string, { min, max }: Range, fallback: number): number {
    return this.#numeric(field, { min, max }, fallback, Number.isFinite, 'a number');
  }

  integer(field: string, { min, max }: Range, fallback: number): number {
    return this.#numeric(field, { min, max }, fallback, Number.isSafeInteger, 'a whole number');
  }

  #numeric(
    field: string,
    { min, max }: Range,
    fallback: number,
    isRight: (value: number) => boolean,
    what: string,
  ): number {
    if (!this.has(field)) return fallback;
    const value = this.raw(field);
    if (typeof value === 'number' && isRight(value) && value >= min && value <= max) return value;
    this.refuse(field, `must be ${what} from ${min} to ${max}`);
    return fallback;
  }

  oneOf<T extends string>(field: string, words: readonly T[], fallback: T | null): T {
    const first = words[0] as T;
    if (!this.has(field)) {
      if (fallback === null) this.refuse(field, 'is required');
      return fallback ?? first;
    }
    const value = this.raw(field);
    const word = words.find((each) => each === value);
    if (word === undefined) this.refuse(field, `must be one of ${words.join(', ')}`);
    return word ?? fallback ?? first;
  }

  /** Strings, each of 1 to `maxLength` characters; empty when absent. */
  texts(field: string, maxCount: number, maxLength: number): string[] {
    return this.list(field, maxCount).flatMap((value, index) => {
      if (typeof value === 'string' && value.length > 0 && value.length <= maxLength)
        return [value];
      this.refuse(`${field}.${index}`, `must be a string of 1 to ${maxLength} characters`);
      return [];
    });
  }

  /** Words out of a fixed set; empty when absent. */
  words<T extends string>(field: string, words: readonly T[]): T[] {
    return this.list(field, words.length).flatMap((value, index) => {
      const word = words.find((each) => each === value);
      if (word !== undefined) return [word];
      this.refuse(`${field}.${index}`, `must be one of ${words.join(', ')}`);
      return [];
    });
  }

  list(field: string, maxCount: number): readonly unknown[] {
    if (!this.has(field)) return [];
    const value = this.raw(field);
    if (Array.isArray(value) && value.length <= maxCount) return value;
    this.refuse(field, `must be a list of at most ${maxCount}`);
    return [];
  }

  objects(field: string, maxCount: number): ConfigReader[] {
    return this.list(field, maxCount).map(
      (value, index) => new ConfigReader(value, this.at(`${field}.${index}`), this.#refusals),
    );
  }

  object(field: string): ConfigReader {
    return new ConfigReader(this.raw(field) ?? {}, this.at(field), this.#refusals);
  }

  /** Refuses the fields that nobody asked for. */
  finish(): void {
    for (const field of Object.keys(this.#fields))
      if (!this.#read.has(field)) this.refuse(field, 'is not a known field');
  }
}
