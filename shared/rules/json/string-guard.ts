// Guards one JSON string: rules see the decoded text, and what is released keeps the spelling it had.
import type { DirectionPlan } from '../direction-plan.ts';
import { type CoreOptions, GuardCore } from '../guard/guard-core.ts';
import { decodeEscape, escapeJson } from './json-escapes.ts';

export class StringGuard {
  readonly core: GuardCore;
  readonly #emit: (raw: string) => void;
  /** Spelling of each decoded unit from `#rawBase` on. */
  #raw: string[] = [];
  #rawBase = 0;
  /** An escape that is not complete; '' when there is none. */
  #escape = '';
  #decoded = '';

  constructor(plan: DirectionPlan, options: CoreOptions, emit: (raw: string) => void) {
    this.#emit = emit;
    this.core = new GuardCore(plan, options, {
      copy: (_text, start, end) => this.#copy(start, end),
      insert: (text) => emit(escapeJson(text)),
    });
  }

  /** Takes one unit of the raw text. True when it was the closing quote. */
  take(unit: string): boolean {
    if (this.#escape === '' && unit === '"') return true;
    if (this.#escape === '' && unit !== '\\') {
      this.#add(unit, unit);
      return false;
    }
    this.#escape += unit;
    const decoded = decodeEscape(this.#escape);
    if (decoded !== null) {
      this.#add(decoded, this.#escape);
      this.#escape = '';
    }
    return false;
  }

  /** Hands what was taken to the rules. Returns the decoded text. */
  flush(): string {
    const decoded = this.#decoded;
    this.#decoded = '';
    this.core.push(decoded);
    this.#forget(this.core.writtenTo);
    return decoded;
  }

  /** The string is over, or its text is. */
  finish(): void {
    this.core.finish();
    if (this.core.blockedBy === null && this.#escape !== '') this.#emit(this.#escape);
  }

  #add(unit: string, raw: string): void {
    this.#decoded += unit;
    this.#raw.push(raw);
  }

  #copy(start: number, end: number): void {
    this.#emit(this.#raw.slice(start - this.#rawBase, end - this.#rawBase).join(''));
    this.#forget(end);
  }

  #forget(offset: number): void {
    const count = Math.min(offset - this.#rawBase, this.#raw.length);
    if (count <= 0) return;
    this.#raw.splice(0, count);
    this.#rawBase += count;
  }
}
