// API Gateway's own answers, rendered from the template's gateway responses or from AWS's defaults.
import type { ApiModel, GatewayResponseModel } from '../template/model.ts';
import { type ContextValues, substitute } from './context.ts';

export type GatewayResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The types that a local run can meet, with the status and message AWS gives them unless a template says otherwise. */
const DEFAULTS = {
  ACCESS_DENIED: { status: 403, message: 'User is not authorized to access this resource' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error' },
  AUTHORIZER_FAILURE: { status: 500, message: 'Internal server error' },
  /** Anything without a type of its own: an answer of the function that is none, a header section too long. */
  DEFAULT_4XX: { status: 400, message: 'Bad Request' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out' },
  INVALID_SIGNATURE: { status: 403, message: 'The request signature does not match.' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized' },
} as const;

export type GatewayErrorType = keyof typeof DEFAULTS;

/** `status` replaces the type's own, unless the template sets one. Adds `error.*` to the context. */
export function renderGatewayResponse(
  api: ApiModel,
  type: GatewayErrorType,
  context: ContextValues,
  status: number = DEFAULTS[type].status,
): GatewayResponse {
  const { message } = DEFAULTS[type];
  context.set('error.message', message);
  context.set('error.messageString', JSON.stringify(message));
  context.set('error.responseType', type);
  const model = modelFor(api, type, status);
  const template = model?.template ?? '{"message":$context.error.messageString}';
  const headers = Object.entries(model?.headers ?? {}).map(([name, mapping]) => [
    name.toLowerCase(),
    headerValue(mapping, context),
  ]);
  return {
    status: model?.statusCode ?? status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': context.get('requestId') ?? '',
      'x-amzn-errortype': type,
      ...Object.fromEntries(headers.filter(([, value]) => value !== undefined)),
    },
    body: substitute(template, context, ''),
  };
}

/** The type's own response, or the default of its class. */
function modelFor(api: ApiModel, type: string, status: number): GatewayResponseModel | undefined {
  const find = (wanted: string) => api.gatewayResponses.find((model) => model.type === wanted);
  return find(type) ?? find(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
}

/** `'literal'`, or `context.name`. */
function headerValue(mapping: string, context: ContextValues): string | undefined {
  const literal = /^'(.*)'$/.exec(mapping);
  if (literal !== null) return literal[1];
  return context.get(mapping.replace(/^context\./, ''));
}
