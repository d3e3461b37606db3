// An operation of the data plane that takes no key: reports of leaked keys.

import type { PublicOperation } from '../../shared/api/data-routes.ts';
import type { PublicRoute } from '../../shared/api/route.ts';
import { githubReportAnswer } from '../../shared/leaks/github-report.ts';
import { holderReportAnswer, holderReportBody } from '../../shared/leaks/holder-report.ts';
import { errorResponses, requestIdHeader } from './errors.ts';
import { refTo } from './schemas.ts';

type Json = Record<string, unknown>;

type Form = {
  readonly description: string;
  readonly parameters: readonly Json[];
  readonly body: Json;
  readonly answer: Json;
};

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const FORMS: Readonly<Record<PublicOperation, Form>> = {
  reportLeak: {
    description:
      'Whoever holds a key can end it. The answer is the same, and comes after the same time, whether the key exists, ' +
      'works, or never did.',
    parameters: [],
    body: refTo(holderReportBody),
    answer: refTo(holderReportAnswer),
  },
  reportGithubLeaks: {
    description:
      "A report in the format of GitHub's secret scanning partner program, at most 1,000 matches and 1 MB. Repeating " +
      'it is fine. `token_hash` is the SHA-256 of the token.',
    parameters: [
      header('Github-Public-Key-Identifier', "Which of GitHub's keys made the signature."),
      header('Github-Public-Key-Signature', 'ECDSA (P-256, SHA-256) of the raw body, base64.'),
    ],
    body: { $ref: '#/components/schemas/GithubLeakReport' },
    answer: refTo(githubReportAnswer),
  },
};

export function publicOperation(
  route: PublicRoute & { readonly operation: PublicOperation },
): Json {
  const { description, parameters, body, answer } = FORMS[route.operation];
  return {
    operationId: `public_${route.operation}`,
    summary: route.summary,
    description,
    tags: ['leaks'],
    security: [],
    parameters,
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: {
      [String(route.success)]: {
        description: 'Success.',
        headers: requestIdHeader,
        content: { 'application/json': { schema: answer } },
      },
      ...errorResponses(route, 'openai'),
    },
  };
}
