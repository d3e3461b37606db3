// Files inside of a request: base64 and `data:` URLs that turn out to be text are looked at as text.

type EncodedText = {
  readonly text: string;
  /** Puts another text in its place. */
  readonly encode: (text: string) => string;
};

export type Encoded =
  | { readonly kind: 'text'; readonly content: EncodedText }
  /** A picture, a sound, a document in a format of its own. */
  | { readonly kind: 'binary' }
  /** Not encoded at all. */
  | { readonly kind: 'plain' };

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const DATA_URL = /^data:([^,]{0,255}),/i;

/** Members that may hold the content of a file or its address. */
const FILE_MEMBERS: ReadonlySet<string> = new Set([
  'b64_json',
  'data',
  'file_data',
  'file_url',
  'image_url',
  'url',
]);

export function readEncoded(
  name: string,
  value: string,
  parent: Readonly<Record<string, unknown>>,
): Encoded {
  if (!FILE_MEMBERS.has(name)) return { kind: 'plain' };
  const header = DATA_URL.exec(value)?.[0];
  if (header === undefined)
    return isEncodedBy(name, parent) ? base64Text(value, '') : { kind: 'plain' };
  const content = value.slice(header.length);
  return /;base64,$/i.test(header) ? base64Text(content, header) : percentText(content, header);
}

/** Plain text may look like base64, so it has to say that it is encoded. */
const isEncodedBy = (name: string, parent: Readonly<Record<string, unknown>>): boolean =>
  name === 'b64_json' ||
  (parent['type'] !== 'text' &&
    ['format', 'media_type', 'mime_type', 'filename'].some((mark) =>
      Object.hasOwn(parent, mark),
    )) ||
  parent['type'] === 'base64' ||
  parent['type'] === 'redacted_thinking';

/** Looks at the content and not at the declared type, which a client may choose. */
function base64Text(content: string, header: string): Encoded {
  const compact = /\s/.test(content) ? content.replace(/\s+/g, '') : content;
  if (!BASE64.test(compact)) return { kind: 'plain' };
  const text = utf8Of(Buffer.from(compact, 'base64'));
  if (text === null) return { kind: 'binary' };
  const encode = (changed: string): string => header + Buffer.from(changed).toString('base64');
  return { kind: 'text', content: { text, encode } };
}

function percentText(content: string, header: string): Encoded {
  try {
    const text = decodeURIComponent(content);
    const encode = (changed: string): string => header + encodeURIComponent(changed.toWellFormed());
    return { kind: 'text', content: { text, encode } };
  } catch {
    return { kind: 'plain' };
  }
}

/** Null when the bytes are not UTF-8: no format of pictures, sounds or documents is, but for odd small ones. */
function utf8Of(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
