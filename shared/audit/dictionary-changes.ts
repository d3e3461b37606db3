// What the audit says of dictionaries: how many terms and their hash, never a term.
import { differences } from './differences.ts';
import type { Change, Fields, Target } from './event.ts';

export type DictionaryFacts = {
  readonly dictionaryId: string;
  readonly name: string;
  readonly description: string | null;
  readonly termCount: number;
  /** Of the terms, 64 hexadecimal digits. */
  readonly hash: string;
};

const fieldsOf = (dictionary: DictionaryFacts): Fields => ({
  name: dictionary.name,
  description: dictionary.description,
  term_count: dictionary.termCount,
  hash: dictionary.hash,
});

const target = ({ dictionaryId }: DictionaryFacts): Target => ({
  type: 'dictionary',
  id: dictionaryId,
});

export const dictionaryCreated = (dictionary: DictionaryFacts): Change => ({
  action: 'dictionary.created',
  target: target(dictionary),
  before: null,
  after: fieldsOf(dictionary),
});

export const dictionaryUpdated = (before: DictionaryFacts, after: DictionaryFacts): Change => ({
  action: 'dictionary.updated',
  target: target(after),
  ...differences(fieldsOf(before), fieldsOf(after)),
});

export const dictionaryDeleted = (dictionary: DictionaryFacts): Change => ({
  action: 'dictionary.deleted',
  target: target(dictionary),
  before: fieldsOf(dictionary),
  after: null,
});
