// The names and ARNs that resources get in a local run, and so the answers to Ref and Fn::GetAtt.
import { createHash } from 'node:crypto';
import { LocalFailure } from '../failure.ts';
import type { TemplateDocument, TemplateResource } from './document.ts';
import type { PseudoParameters, Resolve } from './resolve.ts';

type Naming = {
  readonly logicalId: string;
  readonly pseudo: PseudoParameters;
  /** A resolved string property, or null when the template leaves the name to CloudFormation. */
  readonly property: (name: string) => string | null;
};
/** Attribute → value; the empty name is `Ref`. */
type Attributes = Readonly<Record<string, (naming: Naming) => string>>;

/** Ten lower-case characters like an API's id, the same in every run. */
const shortId = (logicalId: string): string =>
  createHash('sha256').update(logicalId).digest('hex').slice(0, 10);

type Place = Pick<PseudoParameters, 'accountId' | 'region'>;

const arn = (place: Place, service: string, rest: string): string =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;

const physicalName =
  (property: string) =>
  (naming: Naming): string =>
    naming.property(property) ?? `${naming.pseudo.stackName}-${naming.logicalId}`;

const functionName = physicalName('FunctionName');
const tableName = physicalName('TableName');
const roleName = physicalName('RoleName');
const logGroupName = physicalName('LogGroupName');
const secretName = physicalName('Name');

export const secretArnPrefix = (place: Place): string => arn(place, 'secretsmanager', 'secret:');
export const tableArnPrefix = (place: Place): string => arn(place, 'dynamodb', 'table/');

/** Secrets Manager appends six characters to the name. */
const secretArn = (pseudo: PseudoParameters, name: string): string =>
  `${secretArnPrefix(pseudo)}${name}-${shortId(name).slice(0, 6)}`;

const byType: Readonly<Record<string, Attributes>> = {
  'AWS::ApiGateway::RestApi': {
    '': ({ logicalId }) => shortId(logicalId),
    RestApiId: ({ logicalId }) => shortId(logicalId),
    RootResourceId: ({ logicalId }) => `root-${logicalId}`,
  },
  'AWS::ApiGateway::Resource': {
    '': ({ logicalId }) => logicalId,
    ResourceId: ({ logicalId }) => logicalId,
  },
  'AWS::ApiGateway::Authorizer': {
    '': ({ logicalId }) => logicalId,
    AuthorizerId: ({ logicalId }) => logicalId,
  },
  'AWS::ApiGateway::Stage': { '': (naming) => naming.property('StageName') ?? 'default' },
  'AWS::Lambda::Function': {
    '': functionName,
    Arn: (naming) => arn(naming.pseudo, 'lambda', `function:${functionName(naming)}`),
  },
  'AWS::DynamoDB::GlobalTable': {
    '': tableName,
    Arn: (naming) => `${tableArnPrefix(naming.pseudo)}${tableName(naming)}`,
  },
  'AWS::SecretsManager::Secret': {
    '': (naming) => secretArn(naming.pseudo, secretName(naming)),
    Id: (naming) => secretArn(naming.pseudo, secretName(naming)),
  },
  'AWS::IAM::Role': {
    '': roleName,
    Arn: (naming) => `arn:aws:iam::${naming.pseudo.accountId}:role/${roleName(naming)}`,
  },
  'AWS::Logs::LogGroup': {
    '': logGroupName,
    Arn: (naming) => arn(naming.pseudo, 'logs', `log-group:${logGroupName(naming)}:*`),
  },
};

/** For types that are not served nothing depends on the value, as long as there is one. */
const generic = ({ logicalId, pseudo }: Naming, attribute: string): string =>
  attribute.endsWith('Arn') ? arn(pseudo, 'local', logicalId) : logicalId;

/** Ref (attribute null) or Fn::GetAtt of a resource. Throws LocalFailure for what it does not know. */
export function attributeOf(
  template: TemplateDocument,
  pseudo: PseudoParameters,
  resolve: Resolve,
  logicalId: string,
  attribute: string | null,
): string {
  const resource: TemplateResource | undefined = template.Resources[logicalId];
  if (resource === undefined)
    throw new LocalFailure(`The template refers to ${logicalId}, which it does not contain.`);
  const naming: Naming = {
    logicalId,
    pseudo,
    property: (name) => {
      const value = resource.Properties?.[name];
      return value === undefined ? null : String(resolve(value));
    },
  };
  const attributes = byType[resource.Type];
  if (attributes === undefined) return generic(naming, attribute ?? '');
  const value = attributes[attribute ?? ''];
  if (value === undefined)
    throw new LocalFailure(`The local run has no attribute ${attribute} of ${resource.Type}.`);
  return value(naming);
}
