// The terms of dictionaries: compressed, in chunks that fit an item, named by their hash and never changed.
import { createHash } from 'node:crypto';
import { projectsTable } from '../../contracts/tables.ts';
import { eachLimited } from '../../kernel/each-limited.ts';
import type { DictionaryPin } from '../../policies/record.ts';
import { putNew, type Table } from '../dynamo/conditional-write.ts';
import { packJson, unpackJson } from '../dynamo/packed-json.ts';
import { readStrongly } from '../dynamo/strong-read.ts';

/** Of JSON, before it is compressed: each chunk stands for itself, whichever way it was compressed. */
const CHUNK_BYTES = 350_000;
const CONCURRENCY = 6;

const chunkKey = (dictionaryId: string, hash: string, index: number) =>
  ({ pk: dictionaryId, sk: `content#${hash}#${String(index).padStart(3, '0')}` }) as const;

/** SHA-256 of the terms in order, 64 hexadecimal digits. */
const termsHash = (terms: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(terms)).digest('hex');

/** Writes what is not there yet. Whatever happens, no content that is there changes. Throws like `storeCall`. */
export async function writeTerms(
  table: Table,
  dictionaryId: string,
  terms: readonly string[],
): Promise<DictionaryPin> {
  const hash = termsHash(terms);
  const chunks = chunksOf(terms);
  await eachLimited([...chunks.entries()], CONCURRENCY, ([index, chunk]) =>
    putNew(table, projectsTable.partitionKey, {
      ...chunkKey(dictionaryId, hash, index),
      content: packJson(chunk),
    }),
  );
  return { hash, chunks: chunks.length };
}

function chunksOf(terms: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const term of terms) {
    const bytes = Buffer.byteLength(JSON.stringify(term)) + 1;
    if (bytes > room) {
      chunks.push([]);
      room = CHUNK_BYTES;
    }
    chunks.at(-1)?.push(term);
    room -= bytes;
  }
  return chunks;
}

/** Throws like `storeCall`, and when a chunk is missing. */
export async function readTerms(
  table: Table,
  dictionaryId: string,
  pin: DictionaryPin,
): Promise<string[]> {
  const parts: string[][] = Array.from({ length: pin.chunks }, () => []);
  await eachLimited([...parts.keys()], CONCURRENCY, async (index) => {
    parts[index] = await readChunk(table, dictionaryId, pin, index);
  });
  return parts.flat();
}

/** Throws like `readTerms`. */
export async function readChunk(
  table: Table,
  dictionaryId: string,
  { hash }: DictionaryPin,
  index: number,
): Promise<string[]> {
  const item = await readStrongly(table, chunkKey(dictionaryId, hash, index));
  const content = item?.['content'];
  if (!(content instanceof Uint8Array)) throw new Error('a stored dictionary lacks a chunk');
  return unpackJson(content) as string[];
}
