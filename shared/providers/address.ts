// Where a provider is reached: its checked address, and the path of an endpoint under it.
import { ApiError } from '../errors/api-error.ts';
import type { TokenRecord } from '../projects/project.ts';
import type { ProviderName } from '../projects/settings.ts';
import { type SurfaceName, surfaceNamed } from '../wire/surfaces.ts';
import { providerNamed } from './known/known.ts';
import { type BaseUrl, parseBaseUrl } from './transport/base-url.ts';
import type { Base } from './transport/transport.ts';

/**
 * The path under the provider's base URL. Throws `wrong_endpoint` when this provider does not serve the endpoint.
 */
export function pathAt(endpoint: SurfaceName, provider: ProviderName): string {
  const { wire, notServed } = providerNamed(provider);
  const path = surfaceNamed(endpoint).providerPath[wire];
  if (path !== null) return path;
  throw new ApiError('wrong_endpoint', { param: 'model', message: notServed });
}

/** By base URL, for one set of trusted origins: the same few addresses are used again and again. */
const knownBases = new WeakMap<ReadonlySet<string>, Map<string, Base>>();
const MAX_KNOWN = 1_000;

/**
 * The address is checked again, not only when it was stored: the deployer may have taken an origin back. Throws
 * `configuration_error`.
 */
export function baseOf(
  { provider, baseUrl }: Pick<TokenRecord, 'provider' | 'baseUrl'>,
  trustedOrigins: ReadonlySet<string>,
): Base {
  const text = baseUrl ?? providerNamed(provider).baseUrl;
  if (text === null)
    throw new ApiError('configuration_error', {
      message: `The ${providerNamed(provider).title} provider token has no base URL.`,
    });
  const known = knownBases.get(trustedOrigins) ?? new Map<string, Base>();
  knownBases.set(trustedOrigins, known);
  const base = known.get(text) ?? checkedBase(text, provider, trustedOrigins);
  if (known.size < MAX_KNOWN) known.set(text, base);
  return base;
}

function checkedBase(
  text: string,
  provider: ProviderName,
  trustedOrigins: ReadonlySet<string>,
): Base {
  const outcome = parseBaseUrl(text, trustedOrigins);
  if (outcome.kind === 'ok') return toBase(outcome.url, trustedOrigins.has(outcome.origin));
  throw new ApiError('configuration_error', {
    message: `The base URL of the ${providerNamed(provider).title} provider token is not allowed: it ${outcome.reason}.`,
  });
}

/** From a checked base URL. */
export function toBase(text: BaseUrl, isTrusted: boolean): Base {
  const url = new URL(text);
  const isSecure = url.protocol === 'https:';
  return {
    isSecure,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: url.pathname.replace(/\/$/, ''),
    isTrusted,
  };
}
