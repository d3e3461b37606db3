// From a token's record to its wire form, field by field: where the secret is kept is not among it.
import type { TokenRecord, TokenScope } from '../projects/project.ts';
import type { TokenAnswer } from './schema.ts';

export const viewToken = (
  token: TokenRecord,
  { defaults }: Pick<TokenScope, 'defaults'>,
): TokenAnswer => ({
  id: token.tokenId,
  name: token.name,
  provider: token.provider,
  masked_api_key: token.maskedApiKey,
  is_default: defaults[token.provider] === token.tokenId,
  base_url: token.baseUrl,
  created_at: token.createdAt,
  updated_at: token.updatedAt,
  revision: token.rev,
});
