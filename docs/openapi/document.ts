// The OpenAPI 3.1 document of both planes, from the route table.

import { dataRoutes, publicRoutes } from '../../shared/api/data-routes.ts';
import { adminRoutes } from '../../shared/api/operations.ts';
import { adminOperation } from './admin-operation.ts';
import { dataOperation } from './data-operation.ts';
import { errorExamples } from './errors.ts';
import { publicOperation } from './public-operation.ts';
import { componentSchemas } from './schemas.ts';

type Json = Record<string, unknown>;

const DESCRIPTION = `API keys for LLM traffic: a gateway in front of OpenAI and Anthropic.

Two APIs with an address each. The **data plane** is called by applications with a \`clai_\` key; requests and
answers are the provider's own. The **admin plane** is called by operators, every request signed with AWS
Signature Version 4 for the service \`execute-api\`.

A path that does not exist answers 404, another method on a path that does answers 405 with \`allow\`. Every answer
carries \`x-request-id\`. On the admin plane a field or query parameter that is not described here is refused with
422, and a query parameter that is given twice with 400.`;

const server = (description: string) => [
  {
    url: 'https://{api_id}.execute-api.{region}.amazonaws.com/{stage}',
    description,
    variables: {
      api_id: { default: 'api-id', description: "The API's id, in the stack's outputs." },
      region: { default: 'eu-west-1' },
      stage: { default: 'dev' },
    },
  },
];

const integer = (description: string) => ({ schema: { type: 'integer' }, description });
const rateLimitHeaders = {
  RateLimitLimit: integer('Model calls per minute, of the tighter limit; absent without a limit.'),
  RateLimitRemaining: integer('What is left of them; above 100 per minute an estimate.'),
  RateLimitReset: integer('Epoch seconds: when the next minute begins.'),
};

const DATA_PLANE = server('The data plane');
const SERVERS = { data: DATA_PLANE, public: DATA_PLANE, admin: server('The admin plane') };

export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const route of [...dataRoutes, ...publicRoutes, ...adminRoutes]) {
    const item = paths[route.path] ?? { servers: SERVERS[route.plane] };
    paths[route.path] = { ...item, [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Collie gateway',
      version: 'v1',
      description: DESCRIPTION,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [...DATA_PLANE, ...SERVERS.admin],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentSchemas(),
      examples: namedIn(paths, errorExamples()),
      headers: {
        ...rateLimitHeaders,
        Policy: {
          schema: { type: 'string' },
          description:
            'Policy and version that judge this call, `pol_…@7`; absent when the project has none.',
        },
        RequestId: { schema: { type: 'string' }, description: 'Quote it when you report a fault.' },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'clai_…' },
        xApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service execute-api.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

/** What an operation refers to. */
function namedIn(paths: Json, examples: Json): Json {
  const text = JSON.stringify(paths);
  const isNamed = (name: string): boolean => text.includes(`"#/components/examples/${name}"`);
  return Object.fromEntries(Object.entries(examples).filter(([name]) => isNamed(name)));
}

const TAGS = {
  models: 'Model calls, and which models a key may call.',
  responses: 'Responses that a provider keeps, for the project that made them.',
  key: 'What the calling key is.',
  leaks: 'Ends a key that somebody has found.',
  projects: 'Projects: the scope of keys, tokens, rules and limits.',
  'api-keys': 'Keys of a project: created, changed, rotated, deactivated.',
  tokens: 'Provider tokens of a project or of the account; a value never comes back.',
  policies: 'Policies, their rules and versions, and which is in force in a project.',
  dictionaries: 'Lists of terms that rules refer to.',
  usage: 'Calls and tokens by day, model and key.',
  audit: 'Who changed what, hash-chained.',
  health: 'Whether the admin plane reaches its stores.',
};

type AnyRoute = (typeof dataRoutes | typeof publicRoutes | typeof adminRoutes)[number];

function operationOf(route: AnyRoute): Json {
  switch (route.plane) {
    case 'data':
      return dataOperation(route);
    case 'public':
      return publicOperation(route);
    case 'admin':
      return adminOperation(route);
  }
}
