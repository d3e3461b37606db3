// From a stored dictionary to its wire form, field by field.
import type { Dictionary } from './dictionary.ts';
import type { DictionaryAnswer } from './dictionary-schema.ts';

export const viewDictionary = (dictionary: Dictionary): DictionaryAnswer => ({
  id: dictionary.dictionaryId,
  name: dictionary.name,
  description: dictionary.description,
  term_count: dictionary.termCount,
  hash: dictionary.hash,
  used_by_policies: dictionary.usedBy,
  created_at: dictionary.createdAt,
  created_by: dictionary.createdBy,
  updated_at: dictionary.updatedAt,
  revision: dictionary.rev,
});
