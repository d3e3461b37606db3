// Dictionaries: stored, replaced, deleted, read. A policy sees a new content only when a version of it is saved.

import { ApiError } from '../../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../../errors/retry-while-changed.ts';
import type { CursorCodec, ListName } from '../../http/cursor.ts';
import { assertMatch, type IfMatch } from '../../http/if-match.ts';
import { nextCursor, toPageRequest } from '../../http/list.ts';
import { invalidField } from '../../http/validate.ts';
import { type Clock, isoTime } from '../../kernel/clock.ts';
import { type DictionaryId, newDictionaryId } from '../../kernel/ids.ts';
import type { DictionaryStore } from '../store.ts';
import type { Dictionary } from './dictionary.ts';
import type {
  CreateDictionaryBody,
  GetDictionaryQuery,
  ListDictionariesQuery,
  ReplaceDictionaryBody,
} from './dictionary-schema.ts';
import { readTermsOf } from './dictionary-terms.ts';

export type DictionaryStorePorts = {
  readonly dictionaries: DictionaryStore;
  readonly clock: Clock;
};

const MAX_DICTIONARIES = 200;

/** Throws ApiError: `validation_error`, `dictionary_limit_reached`. */
export async function createDictionary(
  body: CreateDictionaryBody,
  createdBy: string,
  { dictionaries, clock }: DictionaryStorePorts,
): Promise<Dictionary> {
  const terms = readTermsOf(body);
  if (terms === null) throw invalidField('terms', 'is required.');
  if ((await dictionaries.count()) >= MAX_DICTIONARIES)
    throw new ApiError('dictionary_limit_reached');
  const dictionaryId = newDictionaryId();
  const now = isoTime(clock());
  const dictionary: Dictionary = {
    ...(await dictionaries.writeTerms(dictionaryId, terms)),
    dictionaryId,
    name: body.name,
    description: body.description ?? null,
    termCount: terms.length,
    usedBy: 0,
    createdAt: now,
    createdBy,
    updatedAt: now,
    rev: 1,
  };
  await dictionaries.insert(dictionary);
  return dictionary;
}

/** Throws ApiError: `not_found`, `revision_mismatch`, `validation_error`, `concurrent_change`. */
export async function replaceDictionary(
  dictionaryId: DictionaryId,
  body: ReplaceDictionaryBody,
  ifMatch: IfMatch,
  ports: DictionaryStorePorts,
): Promise<Dictionary> {
  const terms = readTermsOf(body);
  return retryWhileChanged(async () => {
    const before = await getDictionary(dictionaryId, ports);
    assertMatch(ifMatch, before.rev);
    const after = await replaced(before, body, terms, ports);
    if (isSame(before, after)) return before;
    if ((await ports.dictionaries.replace(before, after)) === 'written') return after;
    return CHANGED;
  });
}

async function replaced(
  before: Dictionary,
  body: ReplaceDictionaryBody,
  terms: readonly string[] | null,
  { dictionaries, clock }: DictionaryStorePorts,
): Promise<Dictionary> {
  const content =
    terms === null
      ? {}
      : {
          ...(await dictionaries.writeTerms(before.dictionaryId, terms)),
          termCount: terms.length,
        };
  return {
    ...before,
    ...content,
    name: body.name ?? before.name,
    description: body.description === undefined ? before.description : body.description,
    updatedAt: isoTime(clock()),
    rev: before.rev + 1,
  };
}

const isSame = (before: Dictionary, after: Dictionary): boolean =>
  before.hash === after.hash &&
  before.name === after.name &&
  before.description === after.description;

/** Throws ApiError: `not_found`, `dictionary_in_use`, `concurrent_change`. */
export async function deleteDictionary(
  dictionaryId: DictionaryId,
  ports: DictionaryStorePorts,
): Promise<void> {
  return retryWhileChanged(async () => {
    const dictionary = await getDictionary(dictionaryId, ports);
    if (dictionary.usedBy > 0) throw new ApiError('dictionary_in_use');
    const outcome = await ports.dictionaries.markDeleted(dictionary, ports.clock());
    if (outcome === 'written') return;
    if (outcome === 'used') throw new ApiError('dictionary_in_use');
    return CHANGED;
  });
}

/** Throws ApiError `not_found`. */
export async function getDictionary(
  dictionaryId: DictionaryId,
  { dictionaries }: Pick<DictionaryStorePorts, 'dictionaries'>,
): Promise<Dictionary> {
  const dictionary = await dictionaries.find(dictionaryId);
  if (dictionary === null) throw new ApiError('not_found');
  return dictionary;
}

type CursorPorts = Pick<DictionaryStorePorts, 'dictionaries'> & { readonly cursors: CursorCodec };

export type TermPage = { readonly terms: readonly string[]; readonly nextCursor: string | null };

/**
 * One chunk of the terms: a page of at most 350 KB. A cursor goes on with the content that it began with, also when
 * other terms have replaced it. Throws ApiError `invalid_request` for a foreign cursor.
 */
export async function readTermPage(
  { dictionaryId, hash, chunks }: Dictionary,
  { cursor }: GetDictionaryQuery,
  { dictionaries, cursors }: CursorPorts,
): Promise<TermPage> {
  const list: ListName = ['terms', dictionaryId];
  const place = cursor === undefined ? ['0', hash, String(chunks)] : cursors.decode(list, cursor);
  const [index = 0, count = 0] = [Number(place[0]), Number(place[2])];
  const pin = { hash: place[1] ?? '', chunks: count };
  const terms = await dictionaries.readChunk(dictionaryId, pin, index);
  const next = index + 1 < count ? [String(index + 1), pin.hash, String(count)] : null;
  return { terms, nextCursor: nextCursor(cursors, list, next) };
}

export type DictionaryList = {
  readonly dictionaries: readonly Dictionary[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError `invalid_request` for a foreign cursor. */
export async function listDictionaries(
  query: ListDictionariesQuery,
  { dictionaries, cursors }: CursorPorts,
): Promise<DictionaryList> {
  const list: ListName = ['dictionaries'];
  const request = toPageRequest(cursors, list, query);
  const [page, total] = await Promise.all([dictionaries.page(request), dictionaries.count()]);
  const cursor = nextCursor(cursors, list, page.next);
  return { dictionaries: page.entries, total, nextCursor: cursor };
}
