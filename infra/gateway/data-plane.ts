// The data plane: what applications call with an API key, asked for by every method, and the reports of leaked keys.
import { Aws, Duration } from 'aws-cdk-lib';
import { AuthorizationType, CfnAuthorizer, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { dataRoutes } from '../../shared/api/data-routes.ts';
import { ANY_OTHER_PATH } from '../../shared/api/not-offered.ts';
import { BINARY_MEDIA_TYPE } from '../../shared/contracts/binary-media-type.ts';
import { PROXY_TIMEOUT } from '../functions/proxy-function.ts';
import type { Settings } from '../settings/settings.ts';
import { dataAccessLog } from './access-log.ts';
import { addMethods } from './add-methods.ts';
import { Gateway } from './gateway.ts';
import { dataGatewayErrors } from './gateway-responses.ts';
import { addPublicRoutes, publicThrottles } from './public-routes.ts';

export function dataPlane(
  scope: Construct,
  needs: {
    readonly settings: Settings;
    readonly authorizer: IFunction;
    readonly proxy: IFunction;
    readonly leaks: IFunction;
  },
): Gateway {
  const gateway = new Gateway(scope, 'DataPlane', {
    settings: needs.settings,
    name: 'data',
    description: 'Collie data plane: LLM traffic with API keys',
    throttle: needs.settings.dataThrottle,
    methodThrottles: publicThrottles,
    accessLog: dataAccessLog,
    errors: dataGatewayErrors,
    binaryMediaTypes: [BINARY_MEDIA_TYPE],
  });
  const integration = gateway.invoke(needs.proxy, {
    streaming: true,
    timeout: PROXY_TIMEOUT,
  });
  const authorizer = keyAuthorizer(gateway, needs.authorizer);
  const options = { authorizationType: AuthorizationType.CUSTOM, authorizer };
  addMethods(gateway.api, dataRoutes, integration, options, [ANY_OTHER_PATH]);
  addPublicRoutes(gateway, needs.leaks);
  return gateway;
}

/**
 * No cache, so that a deactivated key is refused on the very next request; and no identity source, so that API
 * Gateway never answers in the authorizer's place: a missing header is our 401, too.
 */
function keyAuthorizer(gateway: Gateway, handler: IFunction): RequestAuthorizer {
  const authorizer = new RequestAuthorizer(gateway, 'KeyAuthorizer', {
    handler,
    identitySources: [],
    resultsCacheTtl: Duration.seconds(0),
  });
  const resource = authorizer.node.defaultChild;
  if (!(resource instanceof CfnAuthorizer)) throw new Error('the authorizer has no resource');
  // The CDK writes an empty list of sources as an empty string, where CloudFormation knows absence only.
  resource.addPropertyDeletionOverride('IdentitySource');
  // And it takes the function's ARN apart to build the address; this is the form that integrations have.
  resource.authorizerUri = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`;
  return authorizer;
}
