// The rules for a provider's base URL: https to a public address, nothing smuggled. The defence against SSRF.
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Normalised, without a trailing slash; only `parseBaseUrl` makes one. */
export type BaseUrl = string & { readonly __brand: 'BaseUrl' };

export type BaseUrlOutcome =
  | { readonly kind: 'ok'; readonly url: BaseUrl; readonly origin: string }
  /** `reason` is a sentence for the operator; it quotes nothing. */
  | { readonly kind: 'refused'; readonly reason: string };

export const MAX_BASE_URL_LENGTH = 512;

/** Below 1024 only 443: the well-known ports of other services are no LLM providers. */
const LOWEST_FREE_PORT = 1024;

/** No userinfo, query, fragment, backslash, escape, space or control character; the rest the URL parser decides. */
const PLAIN = /^https?:\/\/[A-Za-z0-9._~:[\]-][A-Za-z0-9._~:/[\]-]*$/i;
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/;

/** Names that lead into somebody's own network. */
const PRIVATE_SUFFIX =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|onion)$/;

const refused = (reason: string): BaseUrlOutcome => ({ kind: 'refused', reason });

/**
 * `trustedOrigins`: exact origins (`http://127.0.0.1:4000`) that the deployer exempts from https, public address
 * and port. Whether a name resolves to a public address is checked when connecting.
 */
export function parseBaseUrl(text: string, trustedOrigins: ReadonlySet<string>): BaseUrlOutcome {
  if (text.length > MAX_BASE_URL_LENGTH)
    return refused(`must be at most ${MAX_BASE_URL_LENGTH} characters`);
  const url = PLAIN.test(text) ? URL.parse(text) : null;
  if (url === null)
    return refused('must be an https URL without credentials, query, fragment or escapes');
  if (!trustedOrigins.has(url.origin)) {
    const reason = reasonAgainst(url, text);
    if (reason !== null) return refused(reason);
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (path.includes('//')) return refused('must not contain an empty path segment');
  return { kind: 'ok', url: `${url.origin}${path}` as BaseUrl, origin: url.origin };
}

function reasonAgainst(url: URL, text: string): string | null {
  if (url.protocol !== 'https:') return 'must be an https URL';
  const port = url.port === '' ? 443 : Number(url.port);
  if (port !== 443 && port < LOWEST_FREE_PORT)
    return `must use port 443 or a port from ${LOWEST_FREE_PORT}`;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'must not be a private address';
  if (isIP(host) === 4 && !text.includes(`//${host}`))
    return 'must write an address as four decimal numbers';
  if (isIP(host) !== 0) return null;
  if (!HOST_NAME.test(host)) return 'must name a fully qualified host';
  return PRIVATE_SUFFIX.test(host) ? 'must not be a name of a private network' : null;
}

/** Reads `TRUSTED_PROVIDER_ORIGINS`. Throws on an entry that is not exactly an origin: a typo must not go unseen. */
export function parseTrustedOrigins(text: string): ReadonlySet<string> {
  const entries = text.split(',').flatMap((part) => part.trim() || []);
  for (const entry of entries) {
    if (URL.parse(entry)?.origin !== entry)
      throw new Error('TRUSTED_PROVIDER_ORIGINS has an entry that is not an origin');
  }
  return new Set(entries);
}
