// Judges the fields of a provider token that a schema cannot: its value and where it is sent.
import { invalidField } from '../http/validate.ts';
import type { ProviderName } from '../projects/settings.ts';
import { knownProviders, providerNamed } from '../providers/known/known.ts';
import { type ProviderToken, parseProviderToken } from '../providers/provider-token.ts';
import { type BaseUrlOutcome, parseBaseUrl } from '../providers/transport/base-url.ts';

/** Throws ApiError `validation_error`. */
export function readToken(text: string): ProviderToken {
  const token = parseProviderToken(text);
  if (token === null) throw invalidField('api_key', 'cannot be sent in a header.');
  return token;
}

/** Normalised; null is the provider's own address. Throws ApiError `validation_error`. */
export function readBaseUrl(
  provider: ProviderName,
  text: string | null,
  trustedOrigins: ReadonlySet<string>,
): string | null {
  if (text === null) {
    if (providerNamed(provider).baseUrl !== null) return null;
    const known = knownProviders.join(' and ');
    throw invalidField('base_url', `is required for a provider other than ${known}.`);
  }
  const outcome: BaseUrlOutcome = parseBaseUrl(text, trustedOrigins);
  if (outcome.kind === 'refused') throw invalidField('base_url', `${outcome.reason}.`);
  return outcome.url;
}
