// Where a model call goes: provider, address and the headers that carry the operator's token.
import { ApiError } from '../errors/api-error.ts';
import type { ProviderName, TokenRecord } from '../projects/project.ts';
import { parseBaseUrl } from './base-url.ts';
import {
  ANTHROPIC_PATH,
  defaultBaseUrl,
  type Endpoint,
  isAnthropic,
  OPENAI_PATH,
  providerTitle,
} from './endpoint.ts';
import type { ProviderToken } from './provider-token.ts';

export type Base = { readonly url: string; readonly isTrusted: boolean };

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

/**
 * The address is checked again at each use: the deployer may have taken an origin back. Throws
 * `configuration_error`.
 */
export function baseOf(
  record: Pick<TokenRecord, 'provider' | 'baseUrl'>,
  trustedOrigins: ReadonlySet<string>,
): Base {
  const text = record.baseUrl ?? defaultBaseUrl(record.provider);
  const outcome = text === null ? null : parseBaseUrl(text, trustedOrigins);
  if (outcome?.kind === 'ok')
    return { url: outcome.url, isTrusted: trustedOrigins.has(outcome.origin) };
  const title = providerTitle(record.provider);
  throw new ApiError('configuration_error', {
    message:
      outcome === null
        ? `The ${title} provider token has no base URL.`
        : `The base URL of the ${title} provider token is not allowed: it ${outcome.reason}.`,
  });
}

/** `x-api-key` on Anthropic's own endpoints, Bearer on everything that speaks OpenAI's format. */
export const credentialHeaders = (
  token: ProviderToken,
  style: 'anthropic' | 'bearer',
): Record<string, string> =>
  style === 'anthropic'
    ? { 'anthropic-version': ANTHROPIC_VERSION, 'x-api-key': token.reveal() }
    : { authorization: `Bearer ${token.reveal()}` };
