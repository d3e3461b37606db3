// What happens to things that hold data when the stack goes.
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from '../settings/settings.ts';

export const removalPolicy = ({ removal }: Pick<Settings, 'removal'>): RemovalPolicy =>
  removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
