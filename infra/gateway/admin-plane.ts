// The admin plane: what operators call, signed with IAM. Apart from the data plane, so that it answers under attack.
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { adminRoutes } from '../../shared/api/operations.ts';
import type { Settings } from '../settings/settings.ts';
import { adminAccessLog } from './access-log.ts';
import { addMethods } from './add-methods.ts';
import { Gateway } from './gateway.ts';
import { adminGatewayErrors } from './gateway-responses.ts';

export function adminPlane(
  scope: Construct,
  needs: { readonly settings: Settings; readonly admin: IFunction },
): Gateway {
  const gateway = new Gateway(scope, 'AdminPlane', {
    settings: needs.settings,
    name: 'admin',
    description: 'Collie admin plane: projects, keys and provider tokens, signed with IAM',
    throttle: needs.settings.adminThrottle,
    accessLog: adminAccessLog,
    errors: adminGatewayErrors,
  });
  const integration = gateway.invoke(needs.admin, { streaming: false });
  // Whoever may not sign learns nothing about paths: unknown ones ask for a signature, too.
  addMethods(gateway.api, adminRoutes, integration, { authorizationType: AuthorizationType.IAM }, [
    '/{proxy+}',
  ]);
  return gateway;
}
