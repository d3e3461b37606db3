// Identifiers: a prefix that says what it names, then base62. Branded, so that one kind is never passed as another.
import { randomBase62 } from './base62.ts';

export type KeyId = string & { readonly __brand: 'KeyId' };
export type ProjectId = string & { readonly __brand: 'ProjectId' };
export type TokenId = string & { readonly __brand: 'TokenId' };
export type PolicyId = string & { readonly __brand: 'PolicyId' };
export type RuleId = string & { readonly __brand: 'RuleId' };
export type DictionaryId = string & { readonly __brand: 'DictionaryId' };
export type EventId = string & { readonly __brand: 'EventId' };

const SHAPE = {
  key: /^key_[0-9A-Za-z]{22}$/,
  proj: /^proj_[0-9A-Za-z]{22}$/,
  tok: /^tok_[0-9A-Za-z]{22}$/,
  pol: /^pol_[0-9A-Za-z]{22}$/,
  rule: /^rule_[0-9A-Za-z]{22}$/,
  dict: /^dict_[0-9A-Za-z]{22}$/,
};

export const isKeyId = (text: string): text is KeyId => SHAPE.key.test(text);
export const isProjectId = (text: string): text is ProjectId => SHAPE.proj.test(text);
export const isTokenId = (text: string): text is TokenId => SHAPE.tok.test(text);
export const isPolicyId = (text: string): text is PolicyId => SHAPE.pol.test(text);
export const isRuleId = (text: string): text is RuleId => SHAPE.rule.test(text);
export const isDictionaryId = (text: string): text is DictionaryId => SHAPE.dict.test(text);

/** 22 random characters: 130 bits, as many as a key id carries. */
export const newProjectId = (): ProjectId => `proj_${randomBase62(22)}` as ProjectId;
export const newTokenId = (): TokenId => `tok_${randomBase62(22)}` as TokenId;
export const newPolicyId = (): PolicyId => `pol_${randomBase62(22)}` as PolicyId;
export const newRuleId = (): RuleId => `rule_${randomBase62(22)}` as RuleId;
export const newDictionaryId = (): DictionaryId => `dict_${randomBase62(22)}` as DictionaryId;
export const newEventId = (): EventId => `evt_${randomBase62(22)}` as EventId;
