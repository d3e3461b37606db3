// Whether a URL is wanted. What cannot be read as a URL is not.
import { isIP } from 'node:net';

export type UrlLimits = {
  /** Empty lists allow everything. Domains include their subdomains; deny wins over allow. */
  readonly allowSchemes: readonly string[];
  readonly denySchemes: readonly string[];
  readonly allowDomains: readonly string[];
  readonly denyDomains: readonly string[];
  readonly allowPorts: readonly number[];
  readonly blockIpLiterals: boolean;
  readonly blockEncodedPatterns: boolean;
};

/** Ports of schemes whose default a URL may leave out. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'ftp:': 21,
};

/** Top-level domains by which a bare name is taken for one; others are more often file names or abbreviations. */
const COMMON_TLDS = new Set(
  (
    'com net org edu gov mil int info biz io ai app dev co me tv cc xyz site online store shop tech cloud link click ' +
    'live club top icu ru cn uk de fr it es pl nl be ch at se no fi dk cz pt gr ie ro hu bg ua tr il in jp kr au nz ca ' +
    'us br mx ar cl za eu asia'
  ).split(' '),
);

/** `bare`: a host name without a scheme. */
export function isUnwanted(text: string, bare: boolean, limits: UrlLimits): boolean {
  const url = URL.parse(bare ? `https://${text}` : text);
  if (bare && !COMMON_TLDS.has(topLevelOf(text))) return false;
  if (url === null) return true;
  const scheme = url.protocol.slice(0, -1);
  if (!bare && isListedOut(scheme, limits.allowSchemes, limits.denySchemes)) return true;
  if (limits.blockEncodedPatterns && isDisguised(text, url)) return true;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  // Script and data have no host that a list could allow.
  if (host === '') return limits.allowDomains.length > 0 && scheme !== 'mailto';
  if (limits.blockIpLiterals && isIP(host) !== 0) return true;
  if (isForeign(host, limits)) return true;
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  return limits.allowPorts.length > 0 && !(port !== undefined && limits.allowPorts.includes(port));
}

const topLevelOf = (text: string): string =>
  (/^[^/?#:]*/.exec(text)?.[0] ?? '').split('.').at(-1)?.toLowerCase() ?? '';

const isListedOut = (word: string, allow: readonly string[], deny: readonly string[]): boolean =>
  deny.includes(word) || (allow.length > 0 && !allow.includes(word));

function isForeign(host: string, { allowDomains, denyDomains }: UrlLimits): boolean {
  const isIn = (domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
  if (denyDomains.some(isIn)) return true;
  return allowDomains.length > 0 && !allowDomains.some(isIn);
}

/** A host in percent-encoding, names before an @, doubly encoded characters, numbers that hide an address. */
function isDisguised(text: string, url: URL): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  const isHiddenAddress = isIP(url.hostname) === 4 && isIP(host) === 0;
  return (
    authority.includes('%') ||
    authority.includes('@') ||
    /%25[0-9a-f]{2}/i.test(text) ||
    isHiddenAddress ||
    /(?:^|\.)xn--/i.test(url.hostname)
  );
}
