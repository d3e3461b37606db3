// Finds the newest thing that the user's side said: what rules look at unless a project wants all messages covered.

/**
 * The index where it begins: behind the last answer of the model before the last message of the user's side. Results
 * of tools are of that side; several messages in a row are one turn. What follows is part of it, also the beginning of
 * an answer that a client puts into the model's mouth.
 */
export function newestTurnStart(entries: readonly unknown[]): number {
  const newest = entries.findLastIndex((entry) => sideOf(entry) === 'user');
  if (newest < 0) return 0;
  return entries.findLastIndex((entry, index) => index < newest && sideOf(entry) === 'model') + 1;
}

/** Of the newest turn, everything but what the application says by itself. */
export const isOfTurn = (entry: unknown): boolean => sideOf(entry) !== 'application';

type Side = 'user' | 'model' | 'application';

/** Items of the Responses API that the model made. */
const MODEL_ITEM = /_call$|^(?:reasoning|compaction|mcp_list_tools|mcp_approval_request)$/;

/** What is not known is the user's. */
function sideOf(entry: unknown): Side {
  if (typeof entry !== 'object' || entry === null) return 'user';
  const { role, type } = entry as Readonly<Record<string, unknown>>;
  if (role === 'assistant') return 'model';
  if (role === 'system' || role === 'developer') return 'application';
  if (role === undefined && typeof type === 'string' && MODEL_ITEM.test(type)) return 'model';
  return 'user';
}
