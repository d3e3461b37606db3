// Records refused calls in the audit: who tried to change what, and why it was not done.
import type { Action, Refusal, Target } from '../../shared/audit/event.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import type { AdminOperation, adminRoutes } from '../../shared/http/routes.ts';
import { isKeyId, isProjectId, isTokenId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';

type ReadingOperation = Extract<(typeof adminRoutes)[number], { method: 'GET' }>['operation'];

/** What each operation that is no reading would have done; null: it changes nothing. */
const ACTIONS: Readonly<Record<Exclude<AdminOperation, ReadingOperation>, Action | null>> = {
  createProject: 'project.created',
  updateProject: 'project.updated',
  deleteProject: 'project.deleted',
  createKey: 'key.created',
  updateKey: 'key.updated',
  deactivateKey: 'key.deactivated',
  rotateKey: 'key.rotated',
  createToken: 'token.created',
  updateToken: 'token.updated',
  deleteToken: 'token.deleted',
  verifyToken: null,
  createProjectToken: 'token.created',
  updateProjectToken: 'token.updated',
  deleteProjectToken: 'token.deleted',
  verifyProjectToken: null,
};

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
  const action = operation in ACTIONS ? ACTIONS[operation as keyof typeof ACTIONS] : null;
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
function targetOf({ project_id, key_id, token_id }: HttpRequest['params']): Target | null {
  if (key_id !== undefined && isKeyId(key_id)) return { type: 'key', id: key_id };
  if (token_id !== undefined && isTokenId(token_id)) return { type: 'token', id: token_id };
  if (project_id !== undefined && isProjectId(project_id))
    return { type: 'project', id: project_id };
  return null;
}
