// Everything that a run has opened, closed in reverse order, once, whatever way the run ends.

type Close = () => void | Promise<void>;

export class Closers {
  readonly #list: Close[] = [];
  #closing: Promise<void> | null = null;

  /** What is added after the end is closed at once. */
  add(close: Close): void {
    if (this.#closing === null) this.#list.push(close);
    else void close();
  }

  /** Never rejects: one thing that does not close keeps no other from closing. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const close of this.#list.reverse()) {
      try {
        await close();
      } catch (error) {
        console.error('A part of the local run does not close:', error);
      }
    }
  }
}
