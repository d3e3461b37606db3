// The error responses of an operation: one per status, with an example for each code.

import { commonErrors } from '../../shared/api/common-errors.ts';
import type { Route } from '../../shared/api/route.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import { type ErrorCode, errorCatalog, errorSpec } from '../../shared/errors/catalog.ts';
import { type Dialect, errorEnvelope } from '../../shared/errors/envelope.ts';

type Json = Record<string, unknown>;

const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

export const requestIdHeader = { 'x-request-id': { $ref: '#/components/headers/RequestId' } };

export function errorResponses(
  { plane, errors }: Pick<Route, 'plane' | 'errors'>,
  dialect: Dialect,
): Record<string, Json> {
  const codes = [...new Set<ErrorCode>([...errors, ...commonErrors[plane]])];
  const byStatus = Object.groupBy(codes, (code) => String(errorSpec(code).status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [status, response(group, dialect)]),
  );
}

function response(codes: readonly ErrorCode[], dialect: Dialect): Json {
  const schema = dialect === 'anthropic' ? 'AnthropicError' : 'Error';
  const seconds = codes.map((code) => errorSpec(code).retryAfterSeconds).find(Boolean);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: {
      ...requestIdHeader,
      ...(seconds === undefined ? {} : { 'Retry-After': { schema: { type: 'integer' } } }),
    },
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${schema}` },
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${dialect}_${code}` }]),
        ),
      },
    },
  };
}

/** What the responses refer to: every code in both envelopes. */
export function errorExamples(): Json {
  const dialects: readonly Dialect[] = ['openai', 'anthropic'];
  const codes = Object.keys(errorCatalog) as ErrorCode[];
  return Object.fromEntries(
    dialects.flatMap((dialect) =>
      codes.map((code) => [
        `${dialect}_${code}`,
        { value: errorEnvelope(new ApiError(code), dialect, REQUEST_ID) },
      ]),
    ),
  );
}
