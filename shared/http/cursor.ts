// Cursors of lists: where the next page begins, signed, and bound to the list that gave them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../errors/api-error.ts';

/** The list and its filters, without the page's size: `['listKeys', projectId, status]`. */
export type ListName = readonly (string | null)[];
/** The sort values of the last entry shown. */
export type Position = readonly string[];

export type CursorCodec = {
  /** Unpadded base64url, so that it needs no escaping in a URL. */
  readonly encode: (list: ListName, position: Position) => string;
  /** Throws ApiError `invalid_request` for a cursor that this list did not give. */
  readonly decode: (list: ListName, cursor: string) => Position;
};

const TAG_BYTES = 16;
const MAX_LENGTH = 512;

/** `key`: 32 secret bytes, the same in every process. */
export function createCursorCodec(key: Uint8Array): CursorCodec {
  const tagOf = (list: ListName, payload: Uint8Array): Buffer =>
    createHmac('sha256', key)
      .update(`${JSON.stringify(list)}\n`)
      .update(payload)
      .digest()
      .subarray(0, TAG_BYTES);

  const decode = (list: ListName, cursor: string): Position => {
    if (cursor.length > MAX_LENGTH) throw refused();
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(TAG_BYTES);
    const isGenuine =
      payload.length > 0 &&
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, TAG_BYTES), tagOf(list, payload));
    if (!isGenuine) throw refused();
    return JSON.parse(payload.toString('utf8')) as Position;
  };

  const encode = (list: ListName, position: Position): string => {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([tagOf(list, payload), payload]).toString('base64url');
  };
  return { encode, decode };
}

const refused = (): ApiError =>
  new ApiError('invalid_request', {
    message: 'The cursor does not belong to this list. Start again without one.',
    param: 'cursor',
  });
