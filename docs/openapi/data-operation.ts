// An operation of the data plane: the provider's formats in and out, a key in front.
import type { DataRoute } from '../../shared/api/route.ts';
import type { DataOperation } from '../../shared/api/routes.ts';
import { errorResponses, requestIdHeader } from './errors.ts';
import { pathParameters } from './parameters.ts';
import type { plainSchemas } from './plain-schemas.ts';

type Json = Record<string, unknown>;

type Form = {
  readonly tag: 'models' | 'key';
  readonly answer: keyof typeof plainSchemas;
  /** True: takes a model call, and may stream. */
  readonly isCall?: true;
  readonly streams?: true;
};

const FORMS: Readonly<Record<DataOperation, Form>> = {
  createChatCompletion: { tag: 'models', answer: 'ModelAnswer', isCall: true, streams: true },
  createResponse: { tag: 'models', answer: 'ModelAnswer', isCall: true, streams: true },
  createEmbedding: { tag: 'models', answer: 'ModelAnswer', isCall: true },
  createMessage: { tag: 'models', answer: 'ModelAnswer', isCall: true, streams: true },
  listModels: { tag: 'models', answer: 'ModelList' },
  getModel: { tag: 'models', answer: 'Model' },
  getKey: { tag: 'key', answer: 'CallingKey' },
};

/** On errors, too, once the project is known; not repeated there. */
const rateLimitHeaders = Object.fromEntries(
  ['Limit', 'Remaining', 'Reset'].map((name) => [
    `X-RateLimit-${name}`,
    { $ref: `#/components/headers/RateLimit${name}` },
  ]),
);

/** On errors, too, when the project has an active policy. */
const policyHeader = { 'x-collie-policy': { $ref: '#/components/headers/Policy' } };

const json = (name: keyof typeof plainSchemas): Json => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
});

export function dataOperation(route: DataRoute & { readonly operation: DataOperation }): Json {
  const form = FORMS[route.operation];
  return {
    operationId: `data_${route.operation}`,
    summary: route.summary,
    tags: [form.tag],
    security: [{ bearer: [] }, { xApiKey: [] }],
    parameters: pathParameters(route.path),
    ...(form.isCall === true
      ? { requestBody: { required: true, content: json('ModelCall') } }
      : {}),
    responses: {
      [String(route.success)]: {
        description: 'Success. A status that the provider answered with passes through, too.',
        headers: {
          ...requestIdHeader,
          ...(form.isCall === true ? { ...rateLimitHeaders, ...policyHeader } : {}),
        },
        content: {
          ...json(form.answer),
          ...(form.streams === true ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
        },
      },
      ...errorResponses(route, route.dialect),
    },
  };
}
