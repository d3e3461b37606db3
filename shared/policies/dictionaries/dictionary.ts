// A dictionary: terms that rules of several policies may name. Its content is named by its hash and never changes.
import type { DictionaryId } from '../../kernel/ids.ts';
import type { DictionaryPin } from '../record.ts';

export type Dictionary = DictionaryPin & {
  readonly dictionaryId: DictionaryId;
  readonly name: string;
  readonly description: string | null;
  readonly termCount: number;
  /** How many policies have rules that name it. */
  readonly usedBy: number;
  readonly createdAt: string;
  /** IAM ARN. */
  readonly createdBy: string;
  readonly updatedAt: string;
  /** Grows by one with each change of the dictionary. */
  readonly rev: number;
};
