// Resolves CloudFormation's intrinsic functions to the values that a local run uses.
import { LocalFailure } from '../failure.ts';
import type { TemplateDocument } from './document.ts';

export type PseudoParameters = {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
};

/** Answers `Ref` (attribute null) and `Fn::GetAtt` for a resource. Throws LocalFailure for what it does not know. */
export type AttributeLookup = (logicalId: string, attribute: string | null) => string;

export type Resolve = (value: unknown) => unknown;

/** `AWS::NoValue`: the property is as if it were not there. */
const NO_VALUE = Symbol('AWS::NoValue');

export function createResolver(
  template: TemplateDocument,
  pseudo: PseudoParameters,
  lookUp: AttributeLookup,
): { readonly resolve: Resolve; readonly conditionHolds: (name: string) => boolean } {
  const pseudoValues: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': pseudo.accountId,
    'AWS::Region': pseudo.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': pseudo.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${pseudo.region}:${pseudo.accountId}:stack/${pseudo.stackName}/local`,
    'AWS::NoValue': NO_VALUE,
  };

  const ref = (name: string): unknown => {
    if (name in pseudoValues) return pseudoValues[name];
    const parameter = template.Parameters?.[name];
    if (parameter === undefined) return lookUp(name, null);
    if (parameter.Default === undefined)
      throw new LocalFailure(`The template's parameter ${name} has no default value.`);
    return parameter.Default;
  };

  const getAtt = (argument: unknown): unknown => {
    const [logicalId = '', ...rest] =
      typeof argument === 'string' ? argument.split('.') : (resolve(argument) as string[]);
    return lookUp(logicalId, rest.join('.'));
  };

  const sub = (argument: unknown): string => {
    const [text, names] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, object];
    const own = resolve(names) as Record<string, unknown>;
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (name in own) return String(own[name]);
      return String(name.includes('.') ? getAtt(name) : ref(name));
    });
  };

  const conditionHolds = (name: string): boolean => {
    const condition = template.Conditions?.[name];
    if (condition === undefined) throw new LocalFailure(`The template lacks condition ${name}.`);
    return resolve(condition) === true;
  };

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => ref(String(argument)),
    Condition: (argument) => conditionHolds(String(argument)),
    'Fn::GetAtt': getAtt,
    'Fn::Sub': sub,
    'Fn::Join': (argument) => {
      const [separator, parts] = resolve(argument) as [string, unknown[]];
      return parts.map(String).join(separator);
    },
    'Fn::Select': (argument) => {
      const [index, list] = resolve(argument) as [unknown, unknown[]];
      return list[Number(index)];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = resolve(argument) as [string, string];
      return text.split(separator);
    },
    'Fn::If': (argument) => {
      const [name, then, otherwise] = argument as [string, unknown, unknown];
      return resolve(conditionHolds(name) ? then : otherwise);
    },
    'Fn::Equals': (argument) => {
      const [left, right] = resolve(argument) as [unknown, unknown];
      return left === right;
    },
    'Fn::And': (argument) => (resolve(argument) as unknown[]).every((value) => value === true),
    'Fn::Or': (argument) => (resolve(argument) as unknown[]).some((value) => value === true),
    'Fn::Not': (argument) => (resolve(argument) as unknown[])[0] !== true,
  };

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((entry) => entry !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? ['', null]) : ['', null];
    const apply = functions[name];
    if (apply !== undefined) return apply(argument);
    if (name.startsWith('Fn::'))
      throw new LocalFailure(`The template uses ${name}, which the local run cannot resolve.`);
    return Object.fromEntries(
      entries
        .map(([key, child]) => [key, resolve(child)] as const)
        .filter(([, child]) => child !== NO_VALUE),
    );
  }

  return { resolve, conditionHolds };
}
