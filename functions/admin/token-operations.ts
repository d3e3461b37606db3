// The operations on provider tokens: the same for the account and for a project.
import type { tokens as api } from '../../shared/api/tokens.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import type { IfMatch } from '../../shared/http/if-match.ts';
import type { ProjectId, TokenId } from '../../shared/kernel/ids.ts';
import type { ProjectStore, ScopeName } from '../../shared/projects/store.ts';
import { type CreateTokenPorts, createToken } from '../../shared/tokens/create.ts';
import { deleteToken } from '../../shared/tokens/delete.ts';
import { getToken, listTokens } from '../../shared/tokens/read.ts';
import type {
  CreateTokenBody,
  ListTokensQuery,
  UpdateTokenBody,
} from '../../shared/tokens/schema.ts';
import { updateToken } from '../../shared/tokens/update.ts';
import type { TokenVault } from '../../shared/tokens/vault.ts';
import { type ProbeProvider, verifyToken } from '../../shared/tokens/verify.ts';
import { viewToken } from '../../shared/tokens/view.ts';
import type { Operations, Replays } from './operation.ts';

export type TokenPorts = CreateTokenPorts & {
  readonly projects: ProjectStore;
  readonly vault: TokenVault;
  readonly probe: ProbeProvider;
  readonly cursors: () => Promise<CursorCodec>;
};

const ACCOUNT: ScopeName = { kind: 'account' };
const projectScope = (ids: { readonly project_id: ProjectId }): ScopeName => ({
  kind: 'project',
  projectId: ids.project_id,
});

export function tokenOperations(ports: TokenPorts): Pick<Operations, keyof typeof api> {
  const on = inScope(ports);
  return {
    listTokens: ({ query }) => on.list(ACCOUNT, query),
    createToken: ({ body }) => on.create(ACCOUNT, body),
    getToken: ({ ids }) => on.get(ACCOUNT, ids.token_id),
    updateToken: ({ ids, body, ifMatch }) => on.update(ACCOUNT, ids.token_id, body, ifMatch),
    deleteToken: ({ ids }) => on.remove(ACCOUNT, ids.token_id),
    verifyToken: ({ ids }) => on.verify(ACCOUNT, ids.token_id),
    listProjectTokens: ({ ids, query }) => on.list(projectScope(ids), query),
    createProjectToken: ({ ids, body }) => on.create(projectScope(ids), body),
    getProjectToken: ({ ids }) => on.get(projectScope(ids), ids.token_id),
    updateProjectToken: ({ ids, body, ifMatch }) =>
      on.update(projectScope(ids), ids.token_id, body, ifMatch),
    deleteProjectToken: ({ ids }) => on.remove(projectScope(ids), ids.token_id),
    verifyProjectToken: ({ ids }) => on.verify(projectScope(ids), ids.token_id),
  };
}

export function tokenReplays(
  ports: TokenPorts,
): Pick<Replays, 'createToken' | 'createProjectToken'> {
  const { get } = inScope(ports);
  const replay = async (scope: ScopeName, [tokenId]: readonly string[]) =>
    ({ ...(await get(scope, tokenId as TokenId)), idempotent_replay: true }) as const;
  return {
    createToken: (_ids, created) => replay(ACCOUNT, created),
    createProjectToken: (ids, created) => replay(projectScope(ids), created),
  };
}

const inScope = (ports: TokenPorts) => ({
  list: async (scopeName: ScopeName, query: ListTokensQuery) => {
    const cursors = await ports.cursors();
    const list = await listTokens(scopeName, query, { ...ports, cursors });
    return {
      tokens: list.tokens.map((token) => viewToken(token, list.scope)),
      total: list.total,
      next_cursor: list.nextCursor,
    };
  },
  create: async (scopeName: ScopeName, body: CreateTokenBody) => {
    const { token, scope } = await createToken(scopeName, body, ports);
    return viewToken(token, scope);
  },
  get: async (scopeName: ScopeName, tokenId: TokenId) => {
    const { token, scope } = await getToken(scopeName, tokenId, ports);
    return viewToken(token, scope);
  },
  update: async (
    scopeName: ScopeName,
    tokenId: TokenId,
    body: UpdateTokenBody,
    ifMatch: IfMatch,
  ) => {
    const { token, scope } = await updateToken(scopeName, tokenId, body, ifMatch, ports);
    return viewToken(token, scope);
  },
  remove: async (scopeName: ScopeName, tokenId: TokenId) => {
    await deleteToken(scopeName, tokenId, ports);
    return null;
  },
  verify: (scopeName: ScopeName, tokenId: TokenId) => verifyToken(scopeName, tokenId, ports),
});
