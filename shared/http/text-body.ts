// Reads a body of plain text at the border, where an operation takes one besides JSON.
import { ApiError } from '../errors/api-error.ts';
import { MAX_BODY_BYTES } from './json-body.ts';
import { type HttpRequest, singleHeader } from './message.ts';

const TEXT_TYPE = /^text\/plain\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

export const isTextBody = (request: HttpRequest): boolean =>
  TEXT_TYPE.test(singleHeader(request, 'content-type') ?? '');

/** Throws ApiError: `unsupported_media_type` for an encoded body, `request_too_large`. */
export function readTextBody({ headers, body }: HttpRequest): string {
  const text = body ?? '';
  if (headers['content-encoding']?.some((value) => value.toLowerCase() !== 'identity'))
    throw new ApiError('unsupported_media_type');
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw new ApiError('request_too_large');
  return text;
}
