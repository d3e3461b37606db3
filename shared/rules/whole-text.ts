// Applies the rules that look at a text as a whole, once it has ended.
import type { MatchLog, SpanDigest } from './match-log.ts';
import type { CompiledRule, WholeTextRule } from './policy.ts';

export class WholeText {
  readonly #rules: readonly WholeTextRule[];
  readonly #maxChars: number;
  /** The beginning of the text: no rule looks further. */
  #sample = '';

  constructor(rules: readonly WholeTextRule[]) {
    this.#rules = rules;
    this.#maxChars = Math.max(0, ...rules.map(({ maxChars }) => maxChars));
  }

  add(text: string): void {
    if (this.#sample.length < this.#maxChars)
      this.#sample += text.slice(0, this.#maxChars - this.#sample.length);
  }

  /** Notes the rules that match, in order, up to the first enforced block; returns that one. */
  judge(log: MatchLog, digest: SpanDigest): CompiledRule | null {
    for (const { rule, maxChars, matches } of this.#rules) {
      const text = this.#sample.slice(0, maxChars);
      if (!matches(text)) continue;
      log.note(rule, 0, text.length, digest);
      if (rule.action === 'block' && !rule.monitoring) return rule;
    }
    return null;
  }
}
