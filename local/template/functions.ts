// Lambda functions of the template, with everything that their role may do.
import { LocalFailure } from '../failure.ts';
import { readPolicy, type Statement } from '../iam/policy.ts';
import type { FunctionModel } from './model.ts';
import { list, number, type ResolvedResource, record, text, textValues } from './properties.ts';
import type { PseudoParameters } from './resolve.ts';

/** Lambda's defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

export const readFunctions = (
  resources: readonly ResolvedResource[],
  refOf: (logicalId: string) => string,
  assetFolder: (objectKey: string) => string | undefined,
  pseudo: PseudoParameters,
): FunctionModel[] =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => {
      const functionName = refOf(resource.logicalId);
      const logging = record(resource, 'LoggingConfig');
      const roleName = text(resource, 'Role').split('/').at(-1) ?? '';
      const reserved = number(resource, 'ReservedConcurrentExecutions', -1);
      return {
        functionName,
        arn: `arn:aws:lambda:${pseudo.region}:${pseudo.accountId}:function:${functionName}`,
        handler: handlerOf(resource),
        bundleFolder: bundleOf(resource, assetFolder),
        environment: textValues(
          (record(resource, 'Environment')['Variables'] ?? {}) as Record<string, unknown>,
        ),
        timeoutMs: number(resource, 'Timeout', DEFAULT_TIMEOUT_SECONDS) * 1000,
        memoryMb: number(resource, 'MemorySize', DEFAULT_MEMORY_MB),
        logGroupName: String(logging['LogGroup'] ?? `/aws/lambda/${functionName}`),
        jsonLogs: logging['LogFormat'] === 'JSON',
        reservedConcurrency: reserved < 0 ? null : reserved,
        roleName,
        statements: statementsOf(roleName, resources, refOf),
      };
    });

function handlerOf(resource: ResolvedResource): string {
  const runtime = text(resource, 'Runtime');
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw new LocalFailure(`The template's ${resource.logicalId} runs on ${runtime}, not on Node.`);
  return text(resource, 'Handler');
}

function bundleOf(
  resource: ResolvedResource,
  assetFolder: (objectKey: string) => string | undefined,
): string {
  const folder = assetFolder(String(record(resource, 'Code')['S3Key']));
  if (folder === undefined)
    throw new LocalFailure(
      `The code of the template's ${resource.logicalId} is not in the assembly.`,
    );
  return folder;
}

/** Inline policies of the role and policies attached to it. Throws LocalFailure for elements not evaluated. */
function statementsOf(
  roleName: string,
  resources: readonly ResolvedResource[],
  refOf: (logicalId: string) => string,
): Statement[] {
  return resources.flatMap((resource) => {
    if (resource.type === 'AWS::IAM::Role' && refOf(resource.logicalId) === roleName)
      return list(resource, 'Policies').flatMap((policy) =>
        read(resource, (policy as Record<string, unknown>)['PolicyDocument']),
      );
    if (resource.type === 'AWS::IAM::Policy' && list(resource, 'Roles').includes(roleName))
      return read(resource, resource.properties['PolicyDocument']);
    return [];
  });
}

function read(resource: ResolvedResource, document: unknown): Statement[] {
  try {
    return readPolicy(document);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable';
    const sentence = `The template's ${resource.logicalId} has a policy that the local run cannot evaluate: ${why}.`;
    throw new LocalFailure(sentence, { cause });
  }
}
