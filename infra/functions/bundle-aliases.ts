// Modules that the bundles replace: what a Lambda function never uses costs size and cold start all the same.
import { fileURLToPath } from 'node:url';

const shim = (name: string): string => fileURLToPath(new URL(`shims/${name}.ts`, import.meta.url));

/** Module → the file that stands in for it. */
export const bundleAliases: Readonly<Record<string, string>> = {
  'node:http': shim('node-http'),
  '@aws-sdk/credential-provider-node': shim('lambda-credentials'),
};
