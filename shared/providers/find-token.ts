// Which provider token a call uses: the project's default for the provider, otherwise the account's.
import type { ProjectReader, TokenRecord, TokenScope } from '../projects/project.ts';
import type { ProviderName } from '../projects/settings.ts';

/** Null: neither has one. The account is read, strongly consistent, only when the project has none. */
export const findToken = async (
  provider: ProviderName,
  project: TokenScope,
  reader: Pick<ProjectReader, 'findAccountTokens'>,
): Promise<TokenRecord | null> =>
  defaultToken(provider, project) ?? defaultToken(provider, await reader.findAccountTokens());

/** A provider's name may be any word, `constructor` too: only own entries count. */
function defaultToken(provider: ProviderName, scope: TokenScope): TokenRecord | null {
  const tokenId = Object.hasOwn(scope.defaults, provider) ? scope.defaults[provider] : undefined;
  return tokenId === undefined ? null : (scope.tokens[tokenId] ?? null);
}

/** One token per provider: the project's, otherwise the account's. */
export async function tokensInUse(
  project: TokenScope,
  { projects }: { readonly projects: Pick<ProjectReader, 'findAccountTokens'> },
): Promise<TokenRecord[]> {
  const account = await projects.findAccountTokens();
  const providers = new Set([...Object.keys(project.defaults), ...Object.keys(account.defaults)]);
  return [...providers].flatMap(
    (provider) => defaultToken(provider, project) ?? defaultToken(provider, account) ?? [],
  );
}
