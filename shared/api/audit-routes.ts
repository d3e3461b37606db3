// The routes of the audit: what was done to a project, or to all, and whether the record of it is whole.
import { type AdminRoute, admin, PROJECT } from './route.ts';

const AUDIT = '/api/v1/audit';
const PROJECT_AUDIT = `${PROJECT}/audit` as const;

export const auditRoutes = [
  admin('listAudit', 'GET', AUDIT, 200, 'List the events of all projects and the account', []),
  admin('verifyAudit', 'GET', `${AUDIT}/verify`, 200, "Check the account's chain of events", []),
  admin('listProjectAudit', 'GET', PROJECT_AUDIT, 200, 'List the events of a project', [
    'not_found',
  ]),
  admin(
    'verifyProjectAudit',
    'GET',
    `${PROJECT_AUDIT}/verify`,
    200,
    "Check a project's chain of events",
    ['not_found'],
  ),
] as const satisfies readonly AdminRoute[];
