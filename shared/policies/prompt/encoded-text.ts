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
  /** It says that it is text, and cannot be read as such. */
  | { readonly kind: 'unreadable' }
  /** Not encoded at all. */
  | { readonly kind: 'plain' };

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const DATA_URL = /^\s*data:([^,]{0,4096}),/i;
/** Whose content a model reads as text. */
const TEXT_TYPE =
  /^\s*(?:text\/|application\/(?:json|xml|yaml|x-yaml|csv|javascript|x-ndjson|x-sh|sql|toml|rtf))/i;
const TEXT_NAME =
  /\.(?:txt|md|csv|tsv|json|jsonl|ya?ml|xml|html?|log|ini|toml|sql|rtf|[cm]?[jt]sx?|py|rb|go|rs|java|c|h|cpp|cs|php|sh)$/i;

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
    return isEncodedBy(name, parent)
      ? base64Text(value, '', saysText('', parent))
      : { kind: 'plain' };
  const content = value.slice(header.length);
  return /;\s*base64\s*,$/i.test(header)
    ? base64Text(content, header, saysText(header, parent))
    : percentText(content, header);
}

function saysText(header: string, parent: Readonly<Record<string, unknown>>): boolean {
  const { media_type: type, mime_type: other, filename } = parent;
  const declared = [header.replace(/^\s*data:/i, ''), type, other];
  return (
    declared.some((each) => typeof each === 'string' && TEXT_TYPE.test(each)) ||
    (typeof filename === 'string' && TEXT_NAME.test(filename))
  );
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

/**
 * Looks at the content and not at the declared type, which a client may choose; but what calls itself text and cannot
 * be read is not taken for a picture.
 */
function base64Text(content: string, header: string, isSaidText: boolean): Encoded {
  const compact = /\s/.test(content) ? content.replace(/\s+/g, '') : content;
  if (!BASE64.test(compact)) return { kind: 'plain' };
  const bytes = Buffer.from(compact, 'base64');
  const text = utf16Of(bytes) ?? utf8Of(bytes);
  if (text === null) return { kind: isSaidText ? 'unreadable' : 'binary' };
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

/** By its byte order mark; null without one, or when it is none all the same. */
function utf16Of(bytes: Buffer): string | null {
  const mark = bytes.length % 2 === 0 ? bytes.toString('latin1', 0, 2) : '';
  const label = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : null;
  if (label === null) return null;
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
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
