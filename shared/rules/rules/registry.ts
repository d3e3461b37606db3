// Which module compiles which type of rule.
import type { RuleCompiler } from '../detectors.ts';
import type { RuleType } from '../rule-source.ts';
import { compileBase64Rule } from './base64-rule.ts';
import { compileDictionaryRule } from './dictionary-rule.ts';
import { compileLanguageRule } from './language-rule.ts';
import { compileLlmDetectionRule, compileWebhookRule } from './model-based-rules.ts';
import { compileNormalizationRule } from './normalization-rule.ts';
import { compileRegexRule } from './regex-rule.ts';
import { compileSecretRule } from './secret-rule.ts';
import { compileStructuredIdRule } from './structured-id-rule.ts';
import { compileUrlFilterRule } from './url-filter-rule.ts';

export const ruleCompilers: Readonly<Record<RuleType, RuleCompiler>> = {
  regex: compileRegexRule,
  aho_corasick: compileDictionaryRule,
  structured_id: compileStructuredIdRule,
  secret: compileSecretRule,
  url_filter: compileUrlFilterRule,
  base64_payload: compileBase64Rule,
  normalization: compileNormalizationRule,
  language_detection: compileLanguageRule,
  llm_detection: compileLlmDetectionRule,
  webhook: compileWebhookRule,
};
