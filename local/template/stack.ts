// From the synthesized template to the model that is served; refuses what it would serve differently than AWS.
import { LocalFailure } from '../failure.ts';
import { readApis } from './apis.ts';
import type { Assembly, TemplateDocument } from './document.ts';
import { readFunctions } from './functions.ts';
import { inertTypes, servedTypes } from './known-types.ts';
import type { StackModel } from './model.ts';
import { attributeOf } from './physical.ts';
import type { ResolvedResource } from './properties.ts';
import { createResolver, type PseudoParameters, type Resolve } from './resolve.ts';
import { readSchedules } from './schedules.ts';
import { readSecrets, readTables } from './stores.ts';

/** Throws LocalFailure with a sentence that names the resource and property it cannot serve. */
export function readStack(assembly: Assembly, accountId: string, region: string): StackModel {
  const { template, stackName } = assembly;
  const pseudo: PseudoParameters = { accountId, region, stackName };
  const { resolve, conditionHolds } = createResolver(template, pseudo, (logicalId, attribute) =>
    attributeOf(template, pseudo, resolve, logicalId, attribute),
  );
  const resources = Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || conditionHolds(Condition))
    .map(([logicalId, { Type, Properties = {} }]) => ({ logicalId, type: Type, Properties }))
    .filter(({ logicalId, type, Properties }) => isServed(logicalId, type, Properties))
    .map(
      ({ logicalId, type, Properties }): ResolvedResource => ({
        logicalId,
        type,
        properties: resolve(withoutInert(type, Properties)) as Record<string, unknown>,
      }),
    );
  const refOf = (logicalId: string): string =>
    attributeOf(template, pseudo, resolve, logicalId, null);
  const functions = readFunctions(resources, refOf, assembly.assetFolder, pseudo);
  return {
    stackName,
    accountId,
    region,
    apis: readApis(resources, refOf),
    functions,
    schedules: readSchedules(resources, functions),
    tables: readTables(resources, refOf),
    secrets: readSecrets(resources, refOf),
    outputs: readOutputs(template, resolve),
  };
}

function isServed(
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): boolean {
  if (inertTypes.has(type)) return false;
  const known = servedTypes[type];
  if (known === undefined)
    throw new LocalFailure(
      `The template's ${logicalId} is an ${type}, which the local run does not know how to serve.`,
    );
  const unknown = Object.keys(properties).filter(
    (name) => !known.served.includes(name) && !known.inert.includes(name),
  );
  if (unknown.length > 0)
    throw new LocalFailure(
      `The template's ${logicalId} (${type}) sets ${unknown.join(', ')}, which the local run does not know how to serve.`,
    );
  return true;
}

/** Inert properties may refer to anything, so they are dropped before anything is resolved. */
function withoutInert(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const inert = servedTypes[type]?.inert ?? [];
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !inert.includes(name)));
}

const readOutputs = (template: TemplateDocument, resolve: Resolve): Record<string, string> =>
  Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [
      name,
      String(resolve(Value)),
    ]),
  );
