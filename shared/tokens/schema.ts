// The wire forms of a provider token: what may be sent, and what is answered. The value goes in and never comes out.
import * as z from 'zod/mini';
import { must, name, time } from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import { providerName } from '../projects/schema.ts';
import { parseProviderToken } from '../providers/provider-token.ts';
import { MAX_BASE_URL_LENGTH } from '../providers/transport/base-url.ts';

const TOKEN = '8 to 512 visible ASCII characters without spaces';
const BASE_URL = 'an https URL, or null';

const apiKey = z.string(must(TOKEN)).check(
  z.refine((text) => parseProviderToken(text) !== null, must(TOKEN)),
  z.meta({ writeOnly: true, description: `The provider's API key: ${TOKEN}.` }),
);

/** Only its type and length; `base-url.ts` judges it. */
const baseUrl = z.nullable(
  z.string(must(BASE_URL)).check(z.maxLength(MAX_BASE_URL_LENGTH, must(BASE_URL))),
);

export const createTokenBody = z.strictObject({
  name,
  provider: providerName,
  api_key: apiKey,
  base_url: z.optional(baseUrl),
  set_as_default: z.optional(z.boolean(must('true or false'))),
});

export const updateTokenBody = z.strictObject({
  name: z.optional(name),
  api_key: z.optional(apiKey),
  base_url: z.optional(baseUrl),
  set_as_default: z.optional(
    z.literal(true, must('true: to take the default away, give it to another token')),
  ),
});

export type CreateTokenBody = z.output<typeof createTokenBody>;
export type UpdateTokenBody = z.output<typeof updateTokenBody>;

const tokenFields = {
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  masked_api_key: z.string(),
  is_default: z.boolean(),
  base_url: z.nullable(z.string()),
  created_at: time,
  updated_at: time,
  revision: z.int(),
};
export const tokenAnswer = z.strictObject(tokenFields);
/** To a repeated request: what the first one stored. */
export const replayedTokenAnswer = z.strictObject({
  ...tokenFields,
  idempotent_replay: z.literal(true),
});
export const listTokensQuery = z.strictObject({
  ...pageFields,
  provider: z.optional(providerName),
});
export const listTokensAnswer = z.strictObject({ tokens: z.array(tokenAnswer), ...listFields });
/** `status`: the provider's HTTP status, null when it could not be reached. */
export const verifyTokenAnswer = z.strictObject({
  ok: z.boolean(),
  status: z.nullable(z.int()),
  latency_ms: z.int(),
});

export type ListTokensQuery = z.output<typeof listTokensQuery>;
export type TokenAnswer = z.output<typeof tokenAnswer>;
export type VerifyTokenAnswer = z.output<typeof verifyTokenAnswer>;
