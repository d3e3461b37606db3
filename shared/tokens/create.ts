// Stores a provider token: its secret first, then the record that points at it, so that no record points at nothing.
import { ApiError } from '../errors/api-error.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import { newTokenId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { TokenRecord, TokenScope } from '../projects/project.ts';
import type { ScopeName } from '../projects/store.ts';
import { readBaseUrl, readToken } from './fields.ts';
import type { CreateTokenBody } from './schema.ts';
import { changeScope, readScope, type ScopeChange, type ScopeWriter } from './scope.ts';
import { type TokenVault, tokenSecretId } from './vault.ts';

export type CreateTokenPorts = {
  readonly projects: ScopeWriter;
  readonly vault: Pick<TokenVault, 'create' | 'discard'>;
  readonly secretPrefix: string;
  readonly trustedOrigins: ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
};

export type StoredToken = { readonly token: TokenRecord; readonly scope: TokenScope };

/** Keeps a scope's item small: it is read on every request. */
const MAX_TOKENS = 20;

/** Throws ApiError: `not_found` for the project, `validation_error`, `token_limit_reached`, `concurrent_change`. */
export async function createToken(
  scopeName: ScopeName,
  body: CreateTokenBody,
  ports: CreateTokenPorts,
): Promise<StoredToken> {
  const { provider } = body;
  const secret = readToken(body.api_key);
  const baseUrl = readBaseUrl(provider, body.base_url ?? null, ports.trustedOrigins);
  assertRoom(await readScope(scopeName, ports.projects));

  const tokenId = newTokenId();
  const secretId = tokenSecretId(ports.secretPrefix, scopeName, provider, tokenId);
  const now = isoTime(ports.clock());
  try {
    const token: TokenRecord = {
      tokenId,
      name: body.name,
      provider,
      maskedApiKey: secret.mask,
      secretId,
      versionId: await ports.vault.create(secretId, secret),
      baseUrl,
      createdAt: now,
      updatedAt: now,
      rev: 1,
    };
    const scope = await changeScope(scopeName, tokenId, ports.projects, (current) =>
      withToken(current, token, body.set_as_default ?? false),
    );
    return { token, scope };
  } catch (error) {
    return settleFailure(error, scopeName, { tokenId, secretId }, ports);
  }
}

function assertRoom({ tokens }: Pick<TokenScope, 'tokens'>): void {
  if (Object.keys(tokens).length >= MAX_TOKENS) throw new ApiError('token_limit_reached');
}

/** The first token of a provider becomes its default. */
function withToken(current: TokenScope, token: TokenRecord, setAsDefault: boolean): ScopeChange {
  assertRoom(current);
  // A provider's name may be any word, `constructor` too: only own entries count.
  const isDefault = setAsDefault || !Object.hasOwn(current.defaults, token.provider);
  return {
    tokens: { ...current.tokens, [token.tokenId]: token },
    defaults: isDefault
      ? { ...current.defaults, [token.provider]: token.tokenId }
      : current.defaults,
  };
}

/**
 * Looks what became of a write whose answer was lost. Listed: it succeeded. Not listed: the secret goes.
 * Unknown: the secret stays, because a record without its secret would break the scope's traffic.
 */
async function settleFailure(
  error: unknown,
  scopeName: ScopeName,
  { tokenId, secretId }: Pick<TokenRecord, 'tokenId' | 'secretId'>,
  { projects, vault, log }: CreateTokenPorts,
): Promise<StoredToken> {
  try {
    const scope = await currentScope(scopeName, projects);
    const token = scope?.tokens[tokenId];
    if (scope !== null && token !== undefined) return { token, scope };
    await vault.discard(secretId);
  } catch (cause) {
    log.error('token_secret_without_record', { tokenId }, cause);
  }
  throw error;
}

/** Null when the project has gone. */
const currentScope = (scope: ScopeName, projects: ScopeWriter): Promise<TokenScope | null> =>
  scope.kind === 'account' ? projects.findAccountTokens() : projects.findProject(scope.projectId);
