// The routes by which a leaked key is reported. They take no key: who reports one may not have a working one.
import { bodyErrors } from './body-errors.ts';
import type { PublicRoute } from './route.ts';

export const leakRoutes = [
  {
    plane: 'public',
    operation: 'reportLeak',
    method: 'POST',
    path: '/v1/leaks',
    success: 202,
    summary: 'Deactivate a key that one holds',
    errors: [...bodyErrors, 'validation_error'],
  },
  {
    plane: 'public',
    operation: 'reportGithubLeaks',
    method: 'POST',
    path: '/v1/leaks/github',
    success: 200,
    summary: "Deactivate keys that GitHub's secret scanning found",
    errors: [...bodyErrors, 'invalid_report_signature'],
  },
] as const satisfies readonly PublicRoute[];
