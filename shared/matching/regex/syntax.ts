// The syntax tree of a pattern, and the reason why one is refused.
import type { CharSet } from './char-set.ts';

export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly condition: number }
  | { readonly kind: 'cat'; readonly items: readonly Node[] }
  | { readonly kind: 'alt'; readonly items: readonly Node[] }
  /** `max` is Infinity for an open end. */
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

export type PatternFlags = {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
};

/** Thrown by the parser and the builders of this folder; `message` may be shown to whoever wrote the pattern. */
export class PatternRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternRefusal';
  }
}
