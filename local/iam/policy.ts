// Evaluates IAM policy statements: what an authorizer returned, and what a role of the template may do.
import { type CallContext, type Condition, readConditions } from './condition.ts';

export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** All have to hold; absent: none. */
  readonly conditions?: readonly Condition[];
};

/** What the product uses of the policy grammar; anything else would change the meaning and is refused. */
const KNOWN_ELEMENTS = new Set(['Effect', 'Action', 'Resource', 'Sid', 'Condition']);

/** Reads a policy document. Throws TypeError for one that is malformed or uses elements not evaluated here. */
export function readPolicy(document: unknown): Statement[] {
  if (typeof document !== 'object' || document === null)
    throw new TypeError('the policy document is not an object');
  const statements = listOf((document as Record<string, unknown>)['Statement']);
  if (statements.length === 0) throw new TypeError('the policy document has no statement');
  return statements.map(readStatement);
}

function readStatement(value: unknown): Statement {
  if (typeof value !== 'object' || value === null) throw new TypeError('a statement is no object');
  const unknown = Object.keys(value).filter((key) => !KNOWN_ELEMENTS.has(key));
  if (unknown.length > 0) throw new TypeError(`statement with ${unknown.join(', ')}`);
  const { Effect, Action, Resource, Condition } = value as Record<string, unknown>;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new TypeError('a statement without an effect');
  const conditions = readConditions(Condition, matchesPattern);
  if (Effect === 'Deny' && conditions.length > 0) throw new TypeError('a Deny with a condition');
  const statement: Statement = {
    effect: Effect,
    actions: stringsOf(Action),
    resources: stringsOf(Resource),
  };
  return conditions.length === 0 ? statement : { ...statement, conditions };
}

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function stringsOf(value: unknown): string[] {
  const list = listOf(value);
  if (list.length === 0 || !list.every((entry) => typeof entry === 'string'))
    throw new TypeError('a statement names no action or no resource');
  return list;
}

/**
 * An explicit Deny wins, then an Allow; without either the answer is no. Actions fold case, resources do not.
 * `context`: what conditions look at; null fulfils none.
 */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: CallContext | null = null,
): boolean {
  const matching = statements.filter(
    (statement) =>
      statement.actions.some((p) => matchesPattern(p.toLowerCase(), action.toLowerCase())) &&
      statement.resources.some((pattern) => matchesPattern(pattern, resource)) &&
      conditionsHold(statement, context),
  );
  if (matching.some((statement) => statement.effect === 'Deny')) return false;
  return matching.length > 0;
}

const conditionsHold = ({ conditions = [] }: Statement, context: CallContext | null): boolean =>
  conditions.length === 0 ||
  (context !== null && conditions.every(({ key, matches }) => matches(context[key])));

/** `*` is any run of characters, slashes included; `?` is one. Linear memory, no regular expression. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resumeAt = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resumeAt = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
