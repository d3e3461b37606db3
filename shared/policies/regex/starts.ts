// Where the open groups of threads started, oldest first: a queue that mostly loses its front and gains at its end.

const FIRST_CAPACITY = 16;

export class Starts {
  #values = new Int32Array(FIRST_CAPACITY);
  #head = 0;
  #length = 0;

  at(group: number): number {
    return this.#values[this.#head + group] as number;
  }

  /** Loses `drop` in front and keeps `keep` of the rest. */
  trim(drop: number, keep: number): void {
    this.#head = keep === 0 ? 0 : this.#head + drop;
    this.#length = keep;
  }

  push(start: number): void {
    if (this.#head + this.#length === this.#values.length) this.#makeRoom();
    this.#values[this.#head + this.#length++] = start;
  }

  /** Keeps the groups that `map` names, in that order; it never goes backwards. */
  select(map: Int32Array, count: number): void {
    for (let i = 0; i < count; i++)
      this.#values[this.#head + i] = this.#values[this.#head + (map[i] as number)] as number;
    this.#length = count;
  }

  copy(): Starts {
    const copy = new Starts();
    for (let i = 0; i < this.#length; i++) copy.push(this.at(i));
    return copy;
  }

  #makeRoom(): void {
    const roomier =
      this.#head * 2 > this.#values.length ? this.#values : new Int32Array(this.#values.length * 2);
    roomier.set(this.#values.subarray(this.#head, this.#head + this.#length));
    this.#values = roomier;
    this.#head = 0;
  }
}
