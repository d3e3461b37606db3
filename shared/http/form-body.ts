// Reads and writes multipart/form-data at the border: fields and files bounded in number and size, files unread.
import { randomBytes } from 'node:crypto';
import {
  MaxPartsExceededError,
  type MultipartPart,
  parseMultipart,
} from '@remix-run/multipart-parser';
import { BINARY_MEDIA_TYPE } from '../contracts/binary-media-type.ts';
import { ApiError } from '../errors/api-error.ts';
import { type HttpRequest, isBinaryType, singleHeader } from './message.ts';

export type FormFile = {
  /** Of the part: `file`, `image[]`. */
  readonly name: string;
  readonly filename: string;
  readonly mediaType: string;
  /** Put together, the file: parts of the request's own memory. */
  readonly bytes: readonly Uint8Array[];
};

export type Form = {
  /** A name that ends in `[]` may be repeated: its value is a list. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly FormFile[];
};

/** What OpenAI's endpoints and SDKs name their parts: `model`, `image[]`, `chunking_strategy[type]`. */
const NAME = /^[a-z][\w-]{0,63}(?:\[\w{0,63}\]){0,3}$/i;
const MEDIA_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/;
const OCTETS = 'application/octet-stream';

const MAX_PARTS = 84;
const MAX_HEAD_BYTES = 8 * 1024;
const MAX_FIELD_BYTES = 1024 * 1024;
const MAX_FILES = 20;
/** More than an event can carry. */
const MAX_FILE_BYTES = 6 * 1024 * 1024;
const BOUNDARY = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))/i;

export const isForm = (request: HttpRequest): boolean =>
  isBinaryType(singleHeader(request, 'content-type') ?? '');

/**
 * `mayHold`: names of the parts that may be files, without brackets; a file under another name could be a text that
 * nobody has read. Throws ApiError: `invalid_request` with the part's name, `unsupported_media_type`.
 */
export function readForm(request: HttpRequest, mayHold: readonly string[]): Form {
  if (request.headers['content-encoding']?.some((value) => value.toLowerCase() !== 'identity'))
    throw new ApiError('unsupported_media_type');
  const fields: Record<string, string | string[]> = Object.create(null);
  const files: FormFile[] = [];
  for (const part of partsOf(request)) {
    const name = part.name ?? '';
    if (!NAME.test(name)) throw malformed('has a part whose name is not accepted');
    if (!PLAIN_ENCODING.test(part.headers['content-transfer-encoding'] ?? 'binary'))
      throw malformed('has a part with a transfer encoding', name);
    if (!part.isFile) addField(fields, name, textOf(part.bytes, name));
    else if (!mayHold.includes(baseOf(name)))
      throw malformed(`must not have ${name} as a file`, name);
    else if (files.length === MAX_FILES) throw malformed(`has more than ${MAX_FILES} files`);
    else files.push(fileOf(name, part));
  }
  return { fields, files };
}

/** `image[]` → `image`. */
export const baseOf = (name: string): string => name.replace(/\[.*$/, '');

const PLAIN_ENCODING = /^(?:7bit|8bit|binary)$/i;

/** Throws ApiError for a form that is cut, has too many parts, or none that can be told apart. */
function partsOf(request: HttpRequest): MultipartPart[] {
  const [, quoted, plain] = BOUNDARY.exec(singleHeader(request, 'content-type') ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed('has no boundary');
  const options = {
    boundary,
    maxHeaderSize: MAX_HEAD_BYTES,
    maxFileSize: MAX_FILE_BYTES,
    maxTotalSize: MAX_FILE_BYTES,
    maxParts: MAX_PARTS,
  };
  try {
    const bytes = request.binary ?? Buffer.from(request.body ?? '');
    if (bytes.length === 0) throw new Error('no form at all');
    const parts = [...parseMultipart(bytes, options)];
    // Reading headers throws, too, when they are no text.
    for (const part of parts) part.headers['content-type'];
    return parts;
  } catch (error) {
    if (error instanceof MaxPartsExceededError) throw malformed(`has more than ${MAX_PARTS} parts`);
    throw malformed('is cut, or is no form');
  }
}

function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length > MAX_FIELD_BYTES) throw malformed(`has a field that is too long`, name);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('has a field that is no UTF-8', name);
  }
}

function addField(fields: Record<string, string | string[]>, name: string, value: string): void {
  const known = fields[name];
  if (name.endsWith('[]')) fields[name] = [...(Array.isArray(known) ? known : []), value];
  else if (known === undefined) fields[name] = value;
  else throw malformed(`has ${name} twice`, name);
}

const fileOf = (name: string, { filename = '', mediaType, content }: MultipartPart): FormFile => ({
  name,
  filename,
  mediaType: mediaType !== undefined && MEDIA_TYPE.test(mediaType) ? mediaType : OCTETS,
  bytes: content,
});

const malformed = (what: string, param?: string): ApiError =>
  new ApiError('invalid_request', {
    message: `The multipart body ${what}.`,
    ...(param === undefined ? {} : { param }),
  });

/** The form as a body of ours: nobody downstream reads the boundary that a client has chosen. */
export function writeForm({ fields, files }: Form): {
  contentType: string;
  /** Put together, the body. The files' own memory: an upload is not copied once more. */
  body: readonly (string | Uint8Array)[];
} {
  const boundary = `collie-${randomBytes(18).toString('base64url')}`;
  const head = (name: string, rest: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${rest}\r\n\r\n`;
  const pieces: (string | Uint8Array)[] = [];
  for (const [name, value] of Object.entries(fields))
    for (const text of typeof value === 'string' ? [value] : value)
      pieces.push(head(name, ''), text, '\r\n');
  for (const { name, filename, mediaType, bytes } of files)
    pieces.push(
      head(name, `; filename="${quoted(filename)}"\r\nContent-Type: ${mediaType}`),
      ...bytes,
      '\r\n',
    );
  pieces.push(`--${boundary}--\r\n`);
  return { contentType: `${BINARY_MEDIA_TYPE}; boundary=${boundary}`, body: pieces };
}

/** As browsers write names. Source: WHATWG HTML, 4.10.21.8, multipart form data. */
const quoted = (text: string): string =>
  text.replace(/["\r\n]/g, (each) => encodeURIComponent(each));
