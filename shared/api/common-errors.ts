// What every operation can answer, besides what it says itself.
import type { ErrorCode } from '../errors/catalog.ts';
import type { Route } from './route.ts';

/** By plane. */
export const commonErrors = {
  data: [
    'invalid_api_key',
    'expired_api_key',
    'deactivated_api_key',
    'project_inactive',
    'ip_not_allowed',
    'too_many_requests',
    'internal_error',
    'service_unavailable',
  ],
  public: ['invalid_request', 'too_many_requests', 'internal_error', 'service_unavailable'],
  // Every operation refuses a repeated query parameter, and one that it does not know.
  admin: [
    'invalid_request',
    'invalid_signature',
    'access_denied',
    'validation_error',
    'too_many_requests',
    'internal_error',
    'service_unavailable',
  ],
} as const satisfies Record<Route['plane'], readonly ErrorCode[]>;
