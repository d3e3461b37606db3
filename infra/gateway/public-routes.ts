// The routes of the data plane that take no key: reports of leaked keys, which judge what they are sent themselves.
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { publicRoutes } from '../../shared/api/data-routes.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Throttle } from '../settings/settings.ts';
import { addMethods } from './add-methods.ts';
import type { Gateway } from './gateway.ts';

/** Each by itself, so that a flood of one kind of report does not keep the other out, nor calls with a key. */
const THROTTLE: Throttle = { rateLimit: 10, burstLimit: 20 };

/** For the stage: path and method → throttle. */
export const publicThrottles: Readonly<Record<string, Throttle>> = Object.fromEntries(
  publicRoutes.map(({ path, method }) => [`${path}/${method}`, THROTTLE]),
);

export function addPublicRoutes(gateway: Gateway, leaks: IFunction): void {
  const integration = gateway.invoke(leaks, { streaming: false });
  const options = { authorizationType: AuthorizationType.NONE };
  for (const method of addMethods(gateway.api, publicRoutes, integration, options))
    acknowledge(method, {
      'AwsSolutions-APIG4':
        'Who reports a leaked key has no working key, and must not need one: the report is judged by GitHub’s signature, or by the leaked key itself.',
    });
}
