// Where the last units of a view began in the text as written.

export class UnitStarts {
  /** By count modulo the length, a power of two. */
  readonly #starts: Int32Array;
  #count: number;

  /** `end`: so far the text was read as written, up to here. */
  constructor(maxUnits: number, end: number) {
    this.#starts = new Int32Array(2 ** Math.ceil(Math.log2(maxUnits + 1)));
    this.#count = this.#starts.length;
    for (let back = 1; back <= maxUnits; back++) this.#starts[this.#count - back] = end - back;
  }

  add(start: number): void {
    this.#starts[this.#count++ & (this.#starts.length - 1)] = start;
  }

  /** The start of the unit that was added `back` units ago. */
  at(back: number): number {
    return this.#starts[(this.#count - back) & (this.#starts.length - 1)] as number;
  }

  copy(): UnitStarts {
    const copy = new UnitStarts(this.#starts.length - 1, 0);
    copy.#starts.set(this.#starts);
    copy.#count = this.#count;
    return copy;
  }
}
