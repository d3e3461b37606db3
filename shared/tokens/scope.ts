// Reads and changes the tokens of a scope: one item, one condition, so that two writers never mix.

import { ApiError } from '../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import type { TokenId } from '../kernel/ids.ts';
import type { TokenRecord, TokenScope } from '../projects/project.ts';
import type { ProjectStore, ScopeName } from '../projects/store.ts';

export type ScopeReader = Pick<ProjectStore, 'findProject' | 'findAccountTokens'>;
export type ScopeWriter = ScopeReader & Pick<ProjectStore, 'replaceTokens'>;

/** Strongly consistent. Throws ApiError `not_found` when the project does not exist any more. */
export async function readScope(scope: ScopeName, projects: ScopeReader): Promise<TokenScope> {
  if (scope.kind === 'account') return projects.findAccountTokens();
  const project = await projects.findProject(scope.projectId);
  if (project === null) throw new ApiError('not_found');
  return project;
}

/** Throws ApiError `not_found`, also for a token of another scope's. */
export function tokenOf({ tokens }: Pick<TokenScope, 'tokens'>, tokenId: TokenId): TokenRecord {
  const token = Object.hasOwn(tokens, tokenId) ? tokens[tokenId] : undefined;
  if (token === undefined) throw new ApiError('not_found');
  return token;
}

export type ScopeChange = Pick<TokenScope, 'tokens' | 'defaults'>;

/**
 * Applies `change` of one token to the scope as it stands, again if somebody wrote in between; gives the scope as
 * written. Throws ApiError `not_found`, `concurrent_change`, and what `change` throws.
 */
export async function changeScope(
  scope: ScopeName,
  tokenId: TokenId,
  projects: ScopeWriter,
  change: (current: TokenScope) => ScopeChange,
): Promise<TokenScope> {
  return retryWhileChanged(async () => {
    const before = await readScope(scope, projects);
    const { tokens, defaults } = change(before);
    const after: TokenScope = { tokens, defaults, rev: before.rev + 1 };
    const outcome = await projects.replaceTokens(scope, { tokenId, before, after });
    if (outcome === 'written') return after;
    return CHANGED;
  });
}
