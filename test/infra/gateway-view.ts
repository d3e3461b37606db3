// The template's APIs as a list of methods: what is asked of a caller, and where the request goes.
import { plain, type Resource, shortId, type Template } from './synthesize.ts';

export type MethodView = {
  readonly method: string;
  readonly path: string;
  readonly auth: string;
  /** Logical id of the authorizer, if there is one. */
  readonly authorizerId: string | undefined;
  readonly streaming: boolean;
  readonly functionId: string;
  readonly timeoutMs: number | undefined;
  readonly resource: Resource;
};

export type Plane = 'DataPlane' | 'AdminPlane';

export function apiOf(template: Template, plane: Plane): Resource {
  const api = template
    .ofType('AWS::ApiGateway::RestApi')
    .find(({ id }) => shortId(id) === `${plane}Api`);
  if (api === undefined) throw new Error(`no API ${plane}`);
  return api;
}

export function methodsOf(template: Template, plane: Plane): MethodView[] {
  const api = apiOf(template, plane);
  return template
    .ofType('AWS::ApiGateway::Method')
    .filter(({ properties }) => properties['RestApiId'].Ref === api.id)
    .map((resource) => viewOf(template, resource))
    .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

function viewOf(template: Template, resource: Resource): MethodView {
  const { properties } = resource;
  const integration = properties['Integration'];
  const uri = plain(integration.Uri);
  const target = /functions\/\{(\w+)\.Arn\}\/(response-streaming-)?invocations$/.exec(uri);
  if (target === null) throw new Error(`not a function: ${uri}`);
  const isStream = integration.ResponseTransferMode === 'STREAM';
  if (isStream !== (target[2] !== undefined)) throw new Error('half a streaming integration');
  return {
    method: properties['HttpMethod'],
    path: pathOf(template, properties['ResourceId']),
    auth: properties['AuthorizationType'],
    authorizerId: properties['AuthorizerId']?.Ref,
    streaming: isStream,
    functionId: target[1] ?? '',
    timeoutMs: integration.TimeoutInMillis,
    resource,
  };
}

function pathOf(template: Template, reference: { Ref?: string }): string {
  if (reference.Ref === undefined) return '';
  const { properties } = template.byId(reference.Ref);
  return `${pathOf(template, properties['ParentId'])}/${properties['PathPart']}`;
}
