// Rule type `secret`: credentials in their published formats.
import type { Detectors, RuleContext } from '../detectors.ts';
import type { RegexPattern } from '../matchers.ts';
import type { Check, CompiledRule, Mask } from '../policy.ts';
import { readReplacement } from './mask-config.ts';
import { ownPattern } from './pattern-source.ts';
import { type SecretFormat, secretFormats, secretNames } from './secret-formats.ts';

export function compileSecretRule({ config, rule }: RuleContext): Detectors {
  const chosen = config.words('types', secretNames);
  const replacement = readReplacement(config);
  const formats = secretFormats.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
  return {
    patterns: formats.map((format) =>
      secretPattern(format, rule, {
        kind: 'text',
        text: replacement ?? `[${format.name.toUpperCase()}]`,
      }),
    ),
  };
}

function secretPattern(format: SecretFormat, rule: CompiledRule, mask: Mask): RegexPattern {
  const { pattern, ignoreCase, unbounded, value, mustLookRandom } = format;
  const check = value === undefined ? null : checkOf(value, mustLookRandom === true);
  return {
    automaton: ownPattern(pattern, ignoreCase === true),
    pattern: {
      rule,
      mask,
      mode: check === null ? 'leftmost' : 'final',
      check,
      commits: unbounded === true,
    },
  };
}

const checkOf =
  (value: RegExp, mustLookRandom: boolean): Check =>
  ({ text }) => {
    const found = value.exec(text);
    if (found === null || (mustLookRandom && !looksRandom(found[0]))) return null;
    return { from: found.index, to: found.index + found[0].length };
  };

/** Bits per character that separate "hunter2secret" from "my_configuration". */
const MIN_ENTROPY = 2.8;

/** A password or token: letters with digits or signs among them, and no few characters repeated. */
function looksRandom(value: string): boolean {
  const isMixed = /[A-Za-z]/.test(value) && /\d/.test(value);
  const isReference =
    /^(?:process\.env|os\.environ|\$\{?\w|env\.|config\.)|\(|\.(?:com|org|net|io)\b/.test(value);
  return isMixed && !isReference && entropy(value) >= MIN_ENTROPY;
}

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
