// The operations on dictionaries.
import {
  createDictionaryBody,
  dictionaryAnswer,
  dictionaryQuery,
  dictionaryWithTermsAnswer,
  getDictionaryQuery,
  listDictionariesAnswer,
  listDictionariesQuery,
  replaceDictionaryBody,
  replayedDictionaryAnswer,
} from '../policies/dictionaries/dictionary-schema.ts';
import { changeErrors, createErrors, get, LAGGING, post, put, remove } from './operation.ts';

const DICTIONARIES = '/api/v1/dictionaries';
const DICTIONARY = `${DICTIONARIES}/{dictionary_id}` as const;

const CREATE =
  'Terms as a list, or as `text` with one in each line, or as a body of `text/plain` with `name` and `description` in ' +
  'the query; up to 100,000 terms of at most 256 characters, 5 MB in all. Repetitions are dropped.';

export const dictionaries = {
  listDictionaries: get(DICTIONARIES, {
    summary: 'List dictionaries',
    errors: [],
    query: listDictionariesQuery,
    answer: listDictionariesAnswer,
    note: LAGGING,
  }),
  createDictionary: post(DICTIONARIES, {
    summary: 'Store a dictionary',
    action: 'dictionary.created',
    success: 201,
    errors: [...createErrors, 'dictionary_limit_reached'],
    query: dictionaryQuery,
    body: createDictionaryBody,
    takesText: true,
    answer: dictionaryAnswer,
    replay: replayedDictionaryAnswer,
    note: CREATE,
  }),
  getDictionary: get(DICTIONARY, {
    summary: 'Get a dictionary, with its terms if wanted',
    errors: ['not_found'],
    query: getDictionaryQuery,
    answer: dictionaryWithTermsAnswer,
    note:
      'With `include=terms` up to 350 KB of its terms; `next_cursor` goes on with the same content, even after others ' +
      'have replaced it.',
  }),
  replaceDictionary: put(DICTIONARY, {
    summary: 'Replace a dictionary',
    action: 'dictionary.updated',
    errors: [...changeErrors, 'not_found'],
    query: dictionaryQuery,
    body: replaceDictionaryBody,
    takesText: true,
    answer: dictionaryAnswer,
    note: `What is not sent stays. Policies see it when a version of them is saved. ${CREATE}`,
  }),
  deleteDictionary: remove(DICTIONARY, {
    summary: 'Delete a dictionary that no rule names',
    action: 'dictionary.deleted',
    errors: ['not_found', 'dictionary_in_use', 'concurrent_change'],
    note: 'No rule of a policy may name it. Older versions of policies keep its terms.',
  }),
};
