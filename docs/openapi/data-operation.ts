// An operation of the data plane: the provider's formats in and out, a key in front.
import type { dataRoutes, PlainDataOperation } from '../../shared/api/data-routes.ts';
import { BINARY_MEDIA_TYPE } from '../../shared/contracts/binary-media-type.ts';
import type { Surface } from '../../shared/wire/surface.ts';
import { surfaceNamed } from '../../shared/wire/surfaces.ts';
import { errorResponses, requestIdHeader } from './errors.ts';
import { pathParameters } from './parameters.ts';
import type { plainSchemas } from './plain-schemas.ts';

type Json = Record<string, unknown>;

type Form = {
  readonly tag: 'models' | 'responses' | 'key';
  readonly answer: keyof typeof plainSchemas;
};

const PLAIN: Readonly<Record<PlainDataOperation, Form>> = {
  listModels: { tag: 'models', answer: 'ModelList' },
  getModel: { tag: 'models', answer: 'Model' },
  retrieveResponse: { tag: 'responses', answer: 'ModelAnswer' },
  deleteResponse: { tag: 'responses', answer: 'ModelAnswer' },
  cancelResponse: { tag: 'responses', answer: 'ModelAnswer' },
  listInputItems: { tag: 'responses', answer: 'ModelAnswer' },
  getKey: { tag: 'key', answer: 'CallingKey' },
};
const CALL: Form = { tag: 'models', answer: 'ModelAnswer' };

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

const FORM = { [BINARY_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/ModelForm' } } };
const TEXT = { schema: { type: 'string' } };

function requestOf({ request, mayOmitModel }: Surface): Json {
  const call = json(mayOmitModel ? 'OpenModelCall' : 'ModelCall');
  return { ...(request.kind === 'form' ? {} : call), ...(request.kind === 'json' ? {} : FORM) };
}

const answersOf = ({ otherAnswers, stream }: Surface): Json => ({
  ...(otherAnswers === 'sound' ? { 'audio/*': {} } : json('ModelAnswer')),
  ...(otherAnswers === 'text' ? { 'text/plain': TEXT } : {}),
  ...(stream === null ? {} : { 'text/event-stream': TEXT }),
});

export function dataOperation(route: (typeof dataRoutes)[number]): Json {
  const surface = 'surface' in route ? surfaceNamed(route.surface) : null;
  const form = 'surface' in route ? CALL : PLAIN[route.operation];
  return {
    operationId: `data_${route.operation}`,
    summary: route.summary,
    tags: [form.tag],
    security: [{ bearer: [] }, { xApiKey: [] }],
    parameters: pathParameters(route.path),
    ...(surface !== null ? { requestBody: { required: true, content: requestOf(surface) } } : {}),
    responses: {
      [String(route.success)]: {
        description: 'Success. A status that the provider answered with passes through, too.',
        headers: {
          ...requestIdHeader,
          ...(surface !== null ? { ...rateLimitHeaders, ...policyHeader } : {}),
        },
        content: {
          ...(surface === null ? json(form.answer) : answersOf(surface)),
        },
      },
      ...errorResponses(route, route.dialect),
    },
  };
}
