// Whether a run of base64 characters is a payload, and whether it is one that is not wanted.
import { entropy } from './secret-rule.ts';

export type Payload = {
  /** A run of base64 characters with its padding; of a very long one, the beginning. */
  readonly text: string;
  /** What stands before it. */
  readonly before: string;
  /** Of the whole run. */
  readonly length: number;
};

export type Base64Limits = {
  /** 0: none. A payload within all limits that are given is tolerated. */
  readonly maxLength: number;
  readonly maxDecodedBytes: number;
  readonly allowDataUris: boolean;
  /** Of data URIs, and of files known by their first bytes. `image/*` stands for all images. */
  readonly mimeAllowlist: readonly string[];
  readonly mimeBlocklist: readonly string[];
  readonly detectFileSignature: boolean;
};

/** First bytes in hexadecimal → media type. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['52494646', 'image/webp'],
  ['25504446', 'application/pdf'],
  ['504b0304', 'application/zip'],
  ['1f8b', 'application/gzip'],
  ['7f454c46', 'application/x-elf'],
  ['4d5a', 'application/x-msdownload'],
  ['cafebabe', 'application/java-vm'],
  ['d0cf11e0', 'application/x-ole-storage'],
  ['377abcaf', 'application/x-7z-compressed'],
  ['52617221', 'application/vnd.rar'],
];

/** Bits per character above which a run does not read like words or numbers. */
const MIN_ENTROPY = 4;

export function isUnwantedPayload(payload: Payload, limits: Base64Limits): boolean {
  const { text, before } = payload;
  const dataUri = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,$/i.exec(before);
  const signature = limits.detectFileSignature ? signatureOf(text) : null;
  if (dataUri === null && signature === null && !looksEncoded(payload)) return false;
  const mime = signature ?? dataUri?.[1]?.toLowerCase() ?? null;
  if (mime !== null && isListed(mime, limits.mimeBlocklist)) return true;
  if (dataUri !== null && limits.allowDataUris && limits.mimeAllowlist.length === 0) return false;
  if (mime !== null && isListed(mime, limits.mimeAllowlist)) return false;
  return exceeds(payload, limits);
}

/** Without limits, any payload exceeds them. */
function exceeds(payload: Payload, { maxLength, maxDecodedBytes }: Base64Limits): boolean {
  if (maxLength === 0 && maxDecodedBytes === 0) return true;
  const decodedBytes = Math.floor((bodyLength(payload) * 3) / 4);
  return (
    (maxLength > 0 && payload.length > maxLength) ||
    (maxDecodedBytes > 0 && decodedBytes > maxDecodedBytes)
  );
}

/** Without padding. */
const bodyLength = ({ text, length }: Payload): number =>
  length - (/=*$/.exec(text)?.[0].length ?? 0);

function signatureOf(text: string): string | null {
  const head = Buffer.from(text.slice(0, 16).replaceAll('-', '+').replaceAll('_', '/'), 'base64');
  const hex = head.toString('hex');
  return SIGNATURES.find(([bytes]) => hex.startsWith(bytes) && bytes.length > 4)?.[1] ?? null;
}

/** Neither a number in hexadecimal, nor a path or a long identifier. */
function looksEncoded(payload: Payload): boolean {
  const body = payload.text.replace(/=+$/, '');
  if (bodyLength(payload) % 4 === 1 || /^[0-9a-f]+$|^[0-9A-F]+$/.test(body)) return false;
  const isMixed = /[a-z]/.test(body) && /[A-Z]/.test(body) && /\d/.test(body);
  return isMixed && entropy(body.slice(0, 4096)) >= MIN_ENTROPY && !readsLikeWords(body);
}

/** Paths and identifiers are made of words: runs of letters that alternate as language does. */
function readsLikeWords(body: string): boolean {
  const words = body.slice(0, 512).match(/[A-Z]?[a-z]{3,}|[A-Z]{3,}/g) ?? [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  return letters > Math.min(body.length, 512) * 0.6;
}

const isListed = (mime: string, list: readonly string[]): boolean =>
  list.some((entry) =>
    entry.endsWith('/*') ? mime.startsWith(entry.slice(0, -1)) : mime === entry,
  );
