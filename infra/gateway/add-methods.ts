// Builds an API's methods from the route table: each route, and ANY on each path for the 405 of other methods.
import type { AwsIntegration, Method, MethodOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Route } from '../../shared/api/route.ts';
import { acknowledge } from '../acknowledge.ts';

/** `paths` are answered for any method besides the routes' own. */
export function addMethods(
  api: RestApi,
  routes: readonly Pick<Route, 'method' | 'path'>[],
  integration: AwsIntegration,
  options: MethodOptions,
  paths: readonly string[] = [],
): Method[] {
  const anyPaths = [...new Set([...routes.map(({ path }) => path), ...paths])];
  const methods = [...routes, ...anyPaths.map((path) => ({ method: 'ANY', path }))];
  return methods.map(({ method, path }) => {
    const added = api.root.resourceForPath(path).addMethod(method, integration, options);
    acknowledge(added, {
      'AwsSolutions-COG4':
        'Applications authenticate with API keys through the authorizer, operators with IAM; there is no user pool.',
    });
    return added;
  });
}
