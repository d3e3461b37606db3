// The operations on dictionaries.
import type { dictionaries as api } from '../../shared/api/dictionaries.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import { invalidField } from '../../shared/http/validate.ts';
import type { DictionaryId } from '../../shared/kernel/ids.ts';
import {
  createDictionary,
  type DictionaryStorePorts,
  deleteDictionary,
  getDictionary,
  listDictionaries,
  readTermPage,
  replaceDictionary,
} from '../../shared/policies/dictionaries/dictionaries.ts';
import { viewDictionary } from '../../shared/policies/dictionaries/dictionary-view.ts';
import type { Operations, Replays } from './operation.ts';

export type DictionaryPorts = DictionaryStorePorts & {
  readonly cursors: () => Promise<CursorCodec>;
};

export function dictionaryOperations(ports: DictionaryPorts): Pick<Operations, keyof typeof api> {
  return {
    listDictionaries: async ({ query }) => {
      const list = await listDictionaries(query, { ...ports, cursors: await ports.cursors() });
      return {
        dictionaries: list.dictionaries.map(viewDictionary),
        total: list.total,
        next_cursor: list.nextCursor,
      };
    },
    createDictionary: async ({ body, callerArn }) =>
      viewDictionary(await createDictionary(body, callerArn, ports)),
    getDictionary: async ({ ids, query }) => {
      const { include, cursor } = query;
      if (include === undefined && cursor !== undefined)
        throw invalidField('cursor', 'is for include=terms.');
      const dictionary = await getDictionary(ids.dictionary_id, ports);
      if (include === undefined) return viewDictionary(dictionary);
      const cursors = await ports.cursors();
      const { terms, nextCursor } = await readTermPage(dictionary, query, { ...ports, cursors });
      return { ...viewDictionary(dictionary), terms: [...terms], next_cursor: nextCursor };
    },
    replaceDictionary: async ({ ids, body, ifMatch }) =>
      viewDictionary(await replaceDictionary(ids.dictionary_id, body, ifMatch, ports)),
    deleteDictionary: async ({ ids }) => {
      await deleteDictionary(ids.dictionary_id, ports);
      return null;
    },
  };
}

export const dictionaryReplays = (ports: DictionaryPorts): Pick<Replays, 'createDictionary'> => ({
  createDictionary: async (_ids, [dictionaryId]) => ({
    ...viewDictionary(await getDictionary(dictionaryId as DictionaryId, ports)),
    idempotent_replay: true,
  }),
});
