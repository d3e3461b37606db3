// What the audit says of provider tokens: where a value is kept and its last characters, never the value.
import type { TokenId } from '../kernel/ids.ts';
import type { TokenScope } from '../projects/project.ts';
import { differences } from './differences.ts';
import type { Change, Fields, Target } from './event.ts';

/** Null: the scope has no such token. */
function fieldsOf({ tokens, defaults }: TokenScope, tokenId: TokenId): Fields | null {
  const token = tokens[tokenId];
  if (token === undefined) return null;
  return {
    name: token.name,
    provider: token.provider,
    masked_api_key: token.maskedApiKey,
    version: token.versionId,
    base_url: token.baseUrl,
    is_default: defaults[token.provider] === tokenId,
  };
}

/** Created, updated or deleted, as the two states of its scope tell. */
export function tokenChanged(tokenId: TokenId, before: TokenScope, after: TokenScope): Change {
  const target: Target = { type: 'token', id: tokenId };
  const was = fieldsOf(before, tokenId);
  const is = fieldsOf(after, tokenId);
  if (was === null) return { action: 'token.created', target, before: null, after: is };
  if (is === null) return { action: 'token.deleted', target, before: was, after: null };
  return { action: 'token.updated', target, ...differences(was, is) };
}
