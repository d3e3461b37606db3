// DynamoDB items of dictionaries' heads; their terms are elsewhere (dictionary-content.ts).
import { isDictionaryId } from '../../kernel/ids.ts';
import type { Dictionary } from '../../policies/dictionaries/dictionary.ts';
import type { Item } from '../dynamo/conditional-write.ts';
import { storedFields } from '../dynamo/stored-fields.ts';

/** The value of `listPk` on every dictionary. */
export const DICTIONARY_LIST = 'dictionaries';

export const dictionaryKey = (dictionaryId: string) =>
  ({ pk: dictionaryId, sk: 'dictionary' }) as const;

/** The whole item, keys and list attributes included. */
export function toDictionaryItem(dictionary: Dictionary): Record<string, unknown> {
  const { description, ...rest } = dictionary;
  return {
    ...dictionaryKey(dictionary.dictionaryId),
    listPk: DICTIONARY_LIST,
    listSk: `${dictionary.createdAt}#${dictionary.dictionaryId}`,
    ...rest,
    ...(description === null ? {} : { description }),
  };
}

/** Throws `internal_error` when the item is not what `toDictionaryItem` writes. */
export function fromDictionaryItem(item: Item): Dictionary {
  const { text, optionalText, count, corrupt } = storedFields(item, 'dictionary');
  const dictionaryId = text('dictionaryId');
  if (!isDictionaryId(dictionaryId)) throw corrupt('dictionaryId');
  return {
    dictionaryId,
    name: text('name'),
    description: optionalText('description'),
    termCount: count('termCount'),
    hash: text('hash'),
    chunks: count('chunks'),
    usedBy: count('usedBy'),
    createdAt: text('createdAt'),
    createdBy: text('createdBy'),
    updatedAt: text('updatedAt'),
    rev: count('rev'),
  };
}
