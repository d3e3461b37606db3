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

export type Resolver = {
  readonly resolve: Resolve;
  readonly conditionHolds: (name: string) => boolean;
};

/** What an intrinsic function may ask for. */
type Scope = Resolver & {
  readonly ref: (name: string) => unknown;
  readonly getAtt: (logicalId: string, attribute: string) => unknown;
};

/** `AWS::NoValue`: the property is as if it were not there. */
const NO_VALUE = Symbol('AWS::NoValue');

/** Source: docs.aws.amazon.com/AWSCloudFormation, "Intrinsic function reference". Others are refused. */
const INTRINSICS: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, { ref }) => ref(String(argument)),
  Condition: (argument, { conditionHolds }) => conditionHolds(String(argument)),
  'Fn::GetAtt': (argument, { getAtt, resolve }) => {
    const parts =
      typeof argument === 'string' ? argument.split('.') : (resolve(argument) as string[]);
    return getAtt(parts[0] ?? '', parts.slice(1).join('.'));
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, { resolve }) => {
    const [separator, parts] = resolve(argument) as [string, unknown[]];
    return parts.map(String).join(separator);
  },
  'Fn::Select': (argument, { resolve }) => {
    const [index, list] = resolve(argument) as [unknown, unknown[]];
    return list[Number(index)];
  },
  'Fn::Split': (argument, { resolve }) => {
    const [separator, text] = resolve(argument) as [string, string];
    return text.split(separator);
  },
  'Fn::If': (argument, { conditionHolds, resolve }) => {
    const [name, then, otherwise] = argument as [string, unknown, unknown];
    return resolve(conditionHolds(name) ? then : otherwise);
  },
  'Fn::Equals': (argument, { resolve }) => {
    const [left, right] = resolve(argument) as [unknown, unknown];
    return left === right;
  },
  'Fn::And': (argument, { resolve }) =>
    (resolve(argument) as unknown[]).every((value) => value === true),
  'Fn::Or': (argument, { resolve }) =>
    (resolve(argument) as unknown[]).some((value) => value === true),
  'Fn::Not': (argument, { resolve }) => (resolve(argument) as unknown[])[0] !== true,
};

/** Fn::Sub: a text, or a text and its own names. */
function substitute(argument: unknown, { ref, getAtt, resolve }: Scope): string {
  const [text, names] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, object];
  const own = resolve(names) as Record<string, unknown>;
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in own) return String(own[name]);
    const [logicalId = '', ...attribute] = name.split('.');
    return String(attribute.length > 0 ? getAtt(logicalId, attribute.join('.')) : ref(name));
  });
}

/** Both functions throw LocalFailure for what a local run cannot resolve. */
export function createResolver(
  template: TemplateDocument,
  pseudo: PseudoParameters,
  lookUp: AttributeLookup,
): Resolver {
  const known = pseudoValues(pseudo);
  const scope: Scope = {
    ref: (name) => {
      if (name in known) return known[name];
      const parameter = template.Parameters?.[name];
      if (parameter === undefined) return lookUp(name, null);
      if (parameter.Default === undefined)
        throw new LocalFailure(`The template's parameter ${name} has no default value.`);
      return parameter.Default;
    },
    getAtt: lookUp,
    conditionHolds: (name) => {
      const condition = template.Conditions?.[name];
      if (condition === undefined) throw new LocalFailure(`The template lacks condition ${name}.`);
      return scope.resolve(condition) === true;
    },
    resolve: (value) => resolveIn(scope, value),
  };
  return scope;
}

const pseudoValues = ({ accountId, region, stackName }: PseudoParameters) =>
  ({
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
    'AWS::NoValue': NO_VALUE,
  }) as Readonly<Record<string, unknown>>;

function resolveIn(scope: Scope, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scope.resolve).filter((entry) => entry !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] ?? ['', null]) : ['', null];
  const intrinsic = INTRINSICS[name];
  if (intrinsic !== undefined) return intrinsic(argument, scope);
  if (name.startsWith('Fn::'))
    throw new LocalFailure(`The template uses ${name}, which the local run cannot resolve.`);
  return Object.fromEntries(
    entries
      .map(([key, child]) => [key, scope.resolve(child)] as const)
      .filter(([, child]) => child !== NO_VALUE),
  );
}
