// The routes of provider tokens: the same for the account and for a project.
import { type AdminRoute, admin, changeErrors, createErrors, PROJECT } from './route.ts';

const TOKENS = '/api/v1/tokens';
const PROJECT_TOKENS = `${PROJECT}/tokens` as const;

export const tokenRoutes = [
  admin('listTokens', 'GET', TOKENS, 200, 'List account-wide provider tokens', []),
  admin('createToken', 'POST', TOKENS, 201, 'Store an account-wide provider token', [
    ...createErrors,
    'concurrent_change',
    'token_limit_reached',
  ]),
  admin('getToken', 'GET', `${TOKENS}/{token_id}`, 200, 'Get an account-wide provider token', [
    'not_found',
  ]),
  admin(
    'updateToken',
    'PATCH',
    `${TOKENS}/{token_id}`,
    200,
    'Change or replace an account-wide provider token',
    [...changeErrors, 'not_found'],
  ),
  admin(
    'deleteToken',
    'DELETE',
    `${TOKENS}/{token_id}`,
    204,
    'Delete an account-wide provider token',
    ['not_found', 'concurrent_change'],
  ),
  admin(
    'verifyToken',
    'POST',
    `${TOKENS}/{token_id}/verify`,
    200,
    'Try an account-wide token against its provider',
    ['not_found'],
  ),
  admin('listProjectTokens', 'GET', PROJECT_TOKENS, 200, "List a project's provider tokens", [
    'not_found',
  ]),
  admin('createProjectToken', 'POST', PROJECT_TOKENS, 201, 'Store a provider token for a project', [
    ...createErrors,
    'not_found',
    'concurrent_change',
    'token_limit_reached',
  ]),
  admin(
    'getProjectToken',
    'GET',
    `${PROJECT_TOKENS}/{token_id}`,
    200,
    "Get a project's provider token",
    ['not_found'],
  ),
  admin(
    'updateProjectToken',
    'PATCH',
    `${PROJECT_TOKENS}/{token_id}`,
    200,
    "Change or replace a project's provider token",
    [...changeErrors, 'not_found'],
  ),
  admin(
    'deleteProjectToken',
    'DELETE',
    `${PROJECT_TOKENS}/{token_id}`,
    204,
    "Delete a project's provider token",
    ['not_found', 'concurrent_change'],
  ),
  admin(
    'verifyProjectToken',
    'POST',
    `${PROJECT_TOKENS}/{token_id}/verify`,
    200,
    "Try a project's token against its provider",
    ['not_found'],
  ),
] as const satisfies readonly AdminRoute[];
