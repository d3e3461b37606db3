// Records refused calls in the audit: who tried to change what, and why it was not done.

import { type AdminOperation, operationNamed } from '../../shared/api/operations.ts';
import type { Refusal, Target } from '../../shared/audit/event.ts';
import type { Ledger } from '../../shared/aws/audit/ledger.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import {
  isDictionaryId,
  isKeyId,
  isPolicyId,
  isProjectId,
  isRuleId,
  isTokenId,
} from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';

/**
 * Best effort, because the call has changed nothing: an event that cannot be written is logged, and the caller gets
 * the refusal all the same. Our own failures are no refusals.
 */
export async function recordRefusal(
  operation: AdminOperation,
  { params }: HttpRequest,
  error: unknown,
  ledger: Ledger,
  log: Log,
): Promise<void> {
  const { action } = operationNamed(operation);
  if (action === null || !(error instanceof ApiError) || error.spec.status >= 500) return;
  const { project_id: projectId = '' } = params;
  const refusal: Refusal = { action, target: targetOf(params), code: error.code };
  try {
    await ledger.refuse(isProjectId(projectId) ? projectId : null, refusal);
  } catch (cause) {
    log.error('refusal_not_recorded', { action, code: error.code }, cause);
  }
}

/** Only ids of the right form: anything else is text of the caller's. */
function targetOf(params: HttpRequest['params']): Target | null {
  for (const [name, type, isWellFormed] of TARGETS) {
    const id = params[name];
    if (id !== undefined && isWellFormed(id)) return { type, id };
  }
  return null;
}

/** The narrowest first. */
const TARGETS: readonly (readonly [string, Target['type'], (id: string) => boolean])[] = [
  ['key_id', 'key', isKeyId],
  ['token_id', 'token', isTokenId],
  ['rule_id', 'rule', isRuleId],
  ['policy_id', 'policy', isPolicyId],
  ['dictionary_id', 'dictionary', isDictionaryId],
  ['project_id', 'project', isProjectId],
];
