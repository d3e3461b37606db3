// Reads a JSON body at the border: media type, size, encoding, depth. Nothing deeper is trusted yet.
import { ApiError } from '../errors/api-error.ts';
import { parseExactly } from '../kernel/exact-json.ts';
import { type HttpRequest, singleHeader } from './message.ts';

/** Lambda's whole event may have 6 MB, so 5 MB are left for a body. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;
const MAX_DEPTH = 128;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
/** The parsed object. Numbers that a double cannot hold keep their source text (`JSON.rawJSON`). Throws ApiError. */
export function readJsonObject(request: HttpRequest): Record<string, unknown> {
  const value = readJson(request);
  if (Array.isArray(value))
    throw new ApiError('invalid_request', { message: 'The request body must be a JSON object.' });
  return value as Record<string, unknown>;
}

/** The parsed object or list, like `readJsonObject`. */
export function readJson(request: HttpRequest, maxBytes = MAX_BODY_BYTES): object {
  const text = request.body ?? '';
  assertMediaType(request);
  if (Buffer.byteLength(text) > maxBytes) throw new ApiError('request_too_large');
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null)
    throw new ApiError('invalid_request', { message: 'The request body must be a JSON object.' });
  assertShallow(value);
  return value;
}

function assertMediaType(request: HttpRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding?.some((value) => value.toLowerCase() !== 'identity'))
    throw new ApiError('unsupported_media_type');
  if (!JSON_TYPE.test(singleHeader(request, 'content-type') ?? ''))
    throw new ApiError('unsupported_media_type');
}

/** As the body is parsed: numbers keep what a double would lose. Throws ApiError `invalid_json`. */
export function parseJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    throw new ApiError('invalid_json');
  }
}

/** Refuses deep nesting without recursion: later steps walk and serialise what they were given. */
function assertShallow(root: object): void {
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new ApiError('invalid_request', {
        message: `The request body is nested deeper than ${MAX_DEPTH} levels.`,
      });
    level = level.flatMap((node) =>
      Object.values(node).filter((child) => typeof child === 'object' && child !== null),
    );
  }
}
