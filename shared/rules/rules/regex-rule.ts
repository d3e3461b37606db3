// Rule type `regex`: patterns in RE2's syntax, each with its own replacement.

import { MAX_PATTERN_LENGTH } from '../../matching/regex/parse.ts';
import type { PatternFlags } from '../../matching/regex/syntax.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { RuleContext } from '../detectors.ts';
import type { RegexPattern } from '../matchers.ts';
import { maskOf, readMaskChar, readReplacement } from './mask-config.ts';
import { compilePattern } from './pattern-source.ts';

const MAX_PATTERNS = 200;

/** Python's `re.I`, `re.M`, `re.S`, whose sums some clients send. */
const PYTHON_FLAGS = { i: 2, m: 8, s: 16 };

export function compileRegexRule({ config, rule, isWriteTime }: RuleContext) {
  const maskChar = readMaskChar(config);
  const sources = config.objects('patterns', MAX_PATTERNS);
  if (sources.length === 0) config.refuse('patterns', 'must hold at least one pattern');
  const patterns = sources.flatMap((source): RegexPattern[] => {
    const text = source.requiredText('pattern', { min: 1, max: MAX_PATTERN_LENGTH });
    const flags = readFlags(source);
    const mask = maskOf(readReplacement(source), maskChar);
    source.finish();
    if (text === '') return [];
    const automaton = compilePattern(text, flags, isWriteTime);
    if (typeof automaton !== 'string')
      return [
        { automaton, pattern: { rule, mask, mode: 'leftmost', check: null, commits: false } },
      ];
    source.refuse('pattern', automaton);
    return [];
  });
  return { patterns };
}

function readFlags(source: ConfigReader): PatternFlags {
  const value = source.raw('flags') ?? '';
  if (typeof value === 'number' && Number.isInteger(value) && (value & ~26) === 0) {
    const { i, m, s } = PYTHON_FLAGS;
    return {
      ignoreCase: (value & i) !== 0,
      multiLine: (value & m) !== 0,
      dotAll: (value & s) !== 0,
    };
  }
  const text = typeof value === 'string' ? value : '?';
  if (!/^[ims]*$/.test(text))
    source.refuse('flags', 'must be letters out of i, m and s, or the sum of 2, 8 and 16');
  return {
    ignoreCase: text.includes('i'),
    multiLine: text.includes('m'),
    dotAll: text.includes('s'),
  };
}
