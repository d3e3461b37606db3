// Typed reading of a resource's resolved properties, with a sentence that names the place when one is odd.
import { LocalFailure } from '../failure.ts';

/** A resource of the template after Ref, GetAtt and the like are resolved. */
export type ResolvedResource = {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

const wrong = (resource: ResolvedResource, name: string, wanted: string): LocalFailure =>
  new LocalFailure(
    `The template's ${resource.logicalId} (${resource.type}) has no usable ${name}: ${wanted} is needed.`,
  );

export function optionalText(resource: ResolvedResource, name: string): string | null {
  const value = resource.properties[name];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw wrong(resource, name, 'a text');
  return value;
}

export function text(resource: ResolvedResource, name: string): string {
  const value = optionalText(resource, name);
  if (value === null) throw wrong(resource, name, 'a text');
  return value;
}

/** CloudFormation takes numbers as numbers or as text. */
export function number(resource: ResolvedResource, name: string, fallback: number): number {
  const value = resource.properties[name] ?? fallback;
  if (!Number.isFinite(Number(value))) throw wrong(resource, name, 'a number');
  return Number(value);
}

/** An object property; empty when it is absent. */
export function record(
  resource: ResolvedResource,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = resource.properties[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(resource, name, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

/** A list property; empty when it is absent. */
export function list(resource: ResolvedResource, name: string): readonly unknown[] {
  const value = resource.properties[name] ?? [];
  if (!Array.isArray(value)) throw wrong(resource, name, 'a list');
  return value;
}

/** Values of an object as texts, as environment variables and response parameters are. */
export const textValues = (
  source: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(source).map(([name, value]) => [name, String(value)]));
