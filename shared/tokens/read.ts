// Finds one provider token of a scope, or a page of them.
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import type { TokenId } from '../kernel/ids.ts';
import type { TokenRecord, TokenScope } from '../projects/project.ts';
import type { ScopeName } from '../projects/store.ts';
import type { StoredToken } from './create.ts';
import type { ListTokensQuery } from './schema.ts';
import { readScope, type ScopeReader, tokenOf } from './scope.ts';

/** Throws ApiError `not_found`. */
export async function getToken(
  scopeName: ScopeName,
  tokenId: TokenId,
  { projects }: { readonly projects: ScopeReader },
): Promise<StoredToken> {
  const scope = await readScope(scopeName, projects);
  return { token: tokenOf(scope, tokenId), scope };
}

export type TokenList = {
  readonly tokens: readonly TokenRecord[];
  readonly total: number;
  readonly scope: TokenScope;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError: `not_found` for the project, `invalid_request` for a foreign cursor. */
export async function listTokens(
  scopeName: ScopeName,
  query: ListTokensQuery,
  ports: { readonly projects: ScopeReader; readonly cursors: CursorCodec },
): Promise<TokenList> {
  const scopeId = scopeName.kind === 'project' ? scopeName.projectId : null;
  const list: ListName = ['tokens', scopeId, query.provider ?? null];
  const { limit, after } = toPageRequest(ports.cursors, list, query);
  const scope = await readScope(scopeName, ports.projects);
  const listed = newestFirst(scope.tokens).filter(
    ({ provider }) => query.provider === undefined || provider === query.provider,
  );
  const rest = listed.filter((token) => after === null || sortKey(token) < String(after[0]));
  const tokens = rest.slice(0, limit);
  const last = tokens.at(-1);
  const next = last !== undefined && rest.length > limit ? [sortKey(last)] : null;
  const cursor = nextCursor(ports.cursors, list, next);
  return { tokens, total: listed.length, scope, nextCursor: cursor };
}

/** ISO times sort as text; the id decides between two of the same millisecond. */
const sortKey = ({ createdAt, tokenId }: TokenRecord): string => `${createdAt}#${tokenId}`;

export const newestFirst = (tokens: TokenScope['tokens']): TokenRecord[] =>
  Object.values(tokens).sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
