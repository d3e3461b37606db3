// Where a model call goes: provider, address and the headers that carry the operator's token.
import { ApiError } from '../errors/api-error.ts';
import type { ProviderName, TokenRecord } from '../projects/project.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import {
  ANTHROPIC_PATH,
  defaultBaseUrl,
  type Endpoint,
  isAnthropic,
  OPENAI_PATH,
  providerTitle,
} from './endpoint.ts';
import type { ProviderToken } from './provider-token.ts';
import type { Base } from './transport.ts';

/** Used when the client does not say. Source: docs.anthropic.com, API versioning. */
const ANTHROPIC_VERSION = '2023-06-01';

/**
 * The path under the provider's base URL. Throws `wrong_endpoint` when this provider does not serve the endpoint.
 */
export function pathAt(endpoint: Endpoint, provider: ProviderName): string {
  const paths: Partial<Record<Endpoint, string>> = isAnthropic(provider)
    ? ANTHROPIC_PATH
    : OPENAI_PATH;
  const path = paths[endpoint];
  if (path !== undefined) return path;
  throw new ApiError('wrong_endpoint', {
    param: 'model',
    message:
      endpoint === 'messages'
        ? 'This endpoint serves Anthropic models only. Use /v1/chat/completions for this model.'
        : 'Anthropic models are served by /v1/messages and /v1/chat/completions only.',
  });
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
  const text = baseUrl ?? defaultBaseUrl(provider);
  if (text === null)
    throw new ApiError('configuration_error', {
      message: `The ${providerTitle(provider)} provider token has no base URL.`,
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
    message: `The base URL of the ${providerTitle(provider)} provider token is not allowed: it ${outcome.reason}.`,
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

/** `x-api-key` on Anthropic's own endpoints, Bearer on everything that speaks OpenAI's format. */
export const credentialHeaders = (
  token: ProviderToken,
  style: 'anthropic' | 'bearer',
): Record<string, string> =>
  style === 'anthropic'
    ? { 'anthropic-version': ANTHROPIC_VERSION, 'x-api-key': token.reveal() }
    : { authorization: `Bearer ${token.reveal()}` };
