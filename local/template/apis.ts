// REST APIs of the template: methods with their authorizer and integration, gateway responses, the stage.
import { LocalFailure } from '../failure.ts';
import { readAuthorizer } from './authorizers.ts';
import { functionNameIn } from './function-uri.ts';
import type {
  ApiModel,
  AuthModel,
  GatewayResponseModel,
  IntegrationModel,
  MethodModel,
} from './model.ts';
import {
  number,
  optionalText,
  type ResolvedResource,
  record,
  text,
  textValues,
} from './properties.ts';

type RefOf = (logicalId: string) => string;

/** API Gateway's integration timeout unless the template sets one, milliseconds. */
const DEFAULT_TIMEOUT_MS = 29_000;

export const readApis = (resources: readonly ResolvedResource[], refOf: RefOf): ApiModel[] =>
  resources
    .filter(({ type }) => type === 'AWS::ApiGateway::RestApi')
    .map((api) => readApi(api, resources, refOf));

function readApi(
  api: ResolvedResource,
  resources: readonly ResolvedResource[],
  refOf: RefOf,
): ApiModel {
  const apiId = refOf(api.logicalId);
  const own = resources.filter(({ properties }) => properties['RestApiId'] === apiId);
  const ofType = (type: string) => own.filter((r) => r.type === `AWS::ApiGateway::${type}`);
  const [stage, ...others] = ofType('Stage');
  if (stage === undefined || others.length > 0)
    throw new LocalFailure(`The template's API ${api.logicalId} does not have exactly one stage.`);
  const paths = pathsOf(ofType('Resource'), `root-${api.logicalId}`);
  const authorizers = new Map(ofType('Authorizer').map((a) => [refOf(a.logicalId), a]));
  const variables = textValues(record(stage, 'Variables'));
  return {
    apiId,
    name: optionalText(api, 'Name') ?? api.logicalId,
    binaryMediaTypes: ((api.properties['BinaryMediaTypes'] ?? []) as string[]).map((type) =>
      type.toLowerCase(),
    ),
    stage: text(stage, 'StageName'),
    stageVariables: Object.keys(variables).length > 0 ? variables : null,
    methods: ofType('Method').map((method) => readMethod(method, paths, authorizers)),
    gatewayResponses: ofType('GatewayResponse').map(readGatewayResponse),
    accessLogFormat: (record(stage, 'AccessLogSetting')['Format'] as string | undefined) ?? null,
  };
}

/** Resource id → full path. */
function pathsOf(resources: readonly ResolvedResource[], rootId: string): Map<string, string> {
  const paths = new Map([[rootId, '']]);
  let open = resources;
  while (open.length > 0) {
    const placed = open.filter((resource) => paths.has(text(resource, 'ParentId')));
    if (placed.length === 0) throw new LocalFailure("The template's API resources form a circle.");
    for (const resource of placed) {
      const parent = paths.get(text(resource, 'ParentId')) ?? '';
      paths.set(resource.logicalId, `${parent}/${text(resource, 'PathPart')}`);
    }
    open = open.filter((resource) => !placed.includes(resource));
  }
  return paths;
}

function readMethod(
  method: ResolvedResource,
  paths: ReadonlyMap<string, string>,
  authorizers: ReadonlyMap<string, ResolvedResource>,
): MethodModel {
  const resourceId = text(method, 'ResourceId');
  const path = paths.get(resourceId);
  if (path === undefined)
    throw new LocalFailure(`The template's ${method.logicalId} is on an unknown resource.`);
  return {
    resourceId,
    resourcePath: path === '' ? '/' : path,
    httpMethod: text(method, 'HttpMethod'),
    auth: readAuth(method, authorizers),
    integration: readIntegration(method),
  };
}

function readAuth(
  method: ResolvedResource,
  authorizers: ReadonlyMap<string, ResolvedResource>,
): AuthModel {
  const type = text(method, 'AuthorizationType');
  if (type === 'NONE') return { kind: 'none' };
  if (type === 'AWS_IAM') return { kind: 'iam' };
  const authorizer = authorizers.get(optionalText(method, 'AuthorizerId') ?? '');
  if (type !== 'CUSTOM' || authorizer === undefined)
    throw new LocalFailure(`The template's ${method.logicalId} has an unknown authorization.`);
  return { kind: 'custom', authorizer: readAuthorizer(authorizer) };
}

function readIntegration(method: ResolvedResource): IntegrationModel {
  const integration = record(method, 'Integration');
  const functionName = functionNameIn(String(integration['Uri']));
  if (integration['Type'] !== 'AWS_PROXY' || functionName === null)
    throw new LocalFailure(
      `The template's ${method.logicalId} is not a Lambda proxy integration, and no other is served.`,
    );
  const streaming = integration['ResponseTransferMode'] === 'STREAM';
  if (streaming !== String(integration['Uri']).endsWith('/response-streaming-invocations'))
    throw new LocalFailure(
      `The template's ${method.logicalId} has a URI that does not fit its response transfer mode.`,
    );
  const timeout: ResolvedResource = { ...method, properties: integration };
  return {
    functionName,
    streaming,
    timeoutMs: number(timeout, 'TimeoutInMillis', DEFAULT_TIMEOUT_MS),
  };
}

const HEADER = 'gatewayresponse.header.';

function readGatewayResponse(response: ResolvedResource): GatewayResponseModel {
  const templates = textValues(record(response, 'ResponseTemplates'));
  const parameters = textValues(record(response, 'ResponseParameters'));
  const foreign = [
    ...Object.keys(templates).filter((type) => type !== 'application/json'),
    ...Object.keys(parameters).filter((name) => !name.startsWith(HEADER)),
  ];
  if (foreign.length > 0)
    throw new LocalFailure(
      `The template's ${response.logicalId} has ${foreign.join(', ')}, which the local run does not serve.`,
    );
  const statusCode = number(response, 'StatusCode', 0);
  return {
    type: text(response, 'ResponseType'),
    statusCode: statusCode === 0 ? null : statusCode,
    headers: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name.slice(HEADER.length), value]),
    ),
    template: templates['application/json'] ?? null,
  };
}
