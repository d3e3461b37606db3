// Reads the fields of an item strictly: a wrong one is an error, never a guess.
import { ApiError } from '../../errors/api-error.ts';
import type { Item } from './conditional-write.ts';

/** Reads fields of one kind of record. Every method throws `internal_error`, naming kind and field inside. */
export type StoredFields = {
  readonly text: (field: string) => string;
  /** Absent: null. */
  readonly optionalText: (field: string) => string | null;
  readonly count: (field: string) => number;
  readonly corrupt: (field: string) => ApiError;
};

export function storedFields(item: Item, kind: string): StoredFields {
  const corrupt = (field: string): ApiError =>
    new ApiError('internal_error', { cause: new Error(`a stored ${kind} has a wrong ${field}`) });
  const optionalText = (field: string): string | null => {
    const value = item[field] ?? null;
    if (value !== null && typeof value !== 'string') throw corrupt(field);
    return value;
  };
  return {
    corrupt,
    optionalText,
    text: (field) => {
      const value = optionalText(field);
      if (value === null || value === '') throw corrupt(field);
      return value;
    },
    count: (field) => {
      const value = item[field];
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
        throw corrupt(field);
      return value;
    },
  };
}
