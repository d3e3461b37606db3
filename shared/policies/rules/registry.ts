// Which module compiles which type of rule.
import type { RuleCompiler } from '../detectors.ts';
import type { RuleType } from '../rule-source.ts';
import { compileDictionaryRule } from './dictionary-rule.ts';
import { compileRegexRule } from './regex-rule.ts';

export const ruleCompilers: Partial<Record<RuleType, RuleCompiler>> = {
  regex: compileRegexRule,
  aho_corasick: compileDictionaryRule,
};
