// The client's own name for what a call is a part of: a coding agent's session. It never reaches a provider.
import type { HttpRequest } from './message.ts';

/** The first that is there counts: Claude Code's, Codex's in two spellings, opencode's, and what others use. */
const NAMES = [
  'x-claude-code-session-id',
  'session_id',
  'session-id',
  'x-opencode-session',
  'x-session-id',
] as const;
const SESSION = /^[\w.:-]{1,128}$/;

/** Null: none, or one that is no name. */
export function sessionOf({ headers }: Pick<HttpRequest, 'headers'>): string | null {
  const value = NAMES.map((name) => headers[name]).find((values) => values !== undefined);
  const [session] = value ?? [];
  return session !== undefined && SESSION.test(session) ? session : null;
}
