// A reading position in a pattern's source, by code points.
import { PatternRefusal } from './syntax.ts';

export class Cursor {
  readonly #points: readonly string[];
  #index = 0;

  constructor(source: string) {
    this.#points = Array.from(source);
  }

  get done(): boolean {
    return this.#index >= this.#points.length;
  }

  /** The next character, or '' at the end. */
  peek(ahead = 0): string {
    return this.#points[this.#index + ahead] ?? '';
  }

  next(): string {
    const char = this.peek();
    this.#index++;
    return char;
  }

  /** Takes the text if it stands next. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.#index += text.length;
    return true;
  }

  /** `text` must be ASCII. */
  startsWith(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text.charAt(i)) return false;
    return true;
  }

  /** Takes everything before the ASCII terminator, and the terminator. */
  until(terminator: string, missing: string): string {
    let text = '';
    while (!this.startsWith(terminator)) {
      if (this.done) throw new PatternRefusal(missing);
      text += this.next();
    }
    this.take(terminator);
    return text;
  }

  mark(): number {
    return this.#index;
  }

  reset(mark: number): void {
    this.#index = mark;
  }
}
