// Where the open groups of threads started, oldest first: a queue that mostly loses its front and gains at its end.

const FIRST_CAPACITY = 32;

/** How many there are is the automaton's knowledge: the groups of its state. */
export class Starts {
  /** Start of group g: values[head + g]. Open, because the inner loop of the scanner keeps them in registers. */
  values = new Int32Array(FIRST_CAPACITY);
  head = 0;

  at(group: number): number {
    return this.values[this.head + group] as number;
  }

  /** Keeps `keep` groups from group `drop` on, and adds one if `start` is not negative. */
  trim(drop: number, keep: number, start: number): void {
    this.head = keep === 0 ? 0 : this.head + drop;
    if (start < 0) return;
    if (this.head + keep >= this.values.length) this.makeRoom(keep);
    this.values[this.head + keep] = start;
  }

  /** Keeps the groups that `map` names, which never goes backwards, and adds one if `start` is not negative. */
  select(map: Int32Array, count: number, start: number): void {
    for (let i = 0; i < count; i++)
      this.values[this.head + i] = this.values[this.head + (map[i] as number)] as number;
    this.trim(0, count, start);
  }

  copy(): Starts {
    const copy = new Starts();
    copy.values = this.values.slice();
    copy.head = this.head;
    return copy;
  }

  /** Makes place for one more than `used` groups. */
  makeRoom(used: number): void {
    const isRoomy = this.head * 2 > this.values.length;
    const values = isRoomy ? this.values : new Int32Array(this.values.length * 2);
    values.set(this.values.subarray(this.head, this.head + used));
    this.values = values;
    this.head = 0;
  }
}
