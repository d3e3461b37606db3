// Tables and secrets of the template.
import { LocalFailure } from '../failure.ts';
import type { GenerateSecretString, SecretModel, TableModel } from './model.ts';
import { list, optionalText, type ResolvedResource, record, text } from './properties.ts';

type RefOf = (logicalId: string) => string;

export const readTables = (resources: readonly ResolvedResource[], refOf: RefOf): TableModel[] =>
  resources
    .filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable')
    .map((table) => {
      if (optionalText(table, 'BillingMode') !== 'PAY_PER_REQUEST')
        throw new LocalFailure(`The template's table ${table.logicalId} is not on demand.`);
      const indexes = list(table, 'GlobalSecondaryIndexes') as TableModel['indexes'];
      return {
        tableName: refOf(table.logicalId),
        attributes: list(table, 'AttributeDefinitions') as TableModel['attributes'],
        keySchema: list(table, 'KeySchema') as TableModel['keySchema'],
        indexes: indexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      };
    });

export const readSecrets = (resources: readonly ResolvedResource[], refOf: RefOf): SecretModel[] =>
  resources
    .filter(({ type }) => type === 'AWS::SecretsManager::Secret')
    .map((secret) => {
      const arn = refOf(secret.logicalId);
      const generate = record(secret, 'GenerateSecretString');
      return {
        arn,
        // The ARN ends in the name, a hyphen and six characters.
        name: (arn.split(':').at(-1) ?? '').slice(0, -7),
        generate: Object.keys(generate).length > 0 ? readGenerate(secret, generate) : null,
        secretString: optionalText(secret, 'SecretString'),
      };
    });

function readGenerate(
  secret: ResolvedResource,
  generate: Readonly<Record<string, unknown>>,
): GenerateSecretString {
  const flag = (name: string): boolean => generate[name] === true || generate[name] === 'true';
  const inner: ResolvedResource = { ...secret, properties: generate };
  const secretStringTemplate = optionalText(inner, 'SecretStringTemplate');
  return {
    passwordLength: Number(generate['PasswordLength'] ?? 32),
    excludeCharacters: optionalText(inner, 'ExcludeCharacters') ?? '',
    excludeLowercase: flag('ExcludeLowercase'),
    excludeUppercase: flag('ExcludeUppercase'),
    excludeNumbers: flag('ExcludeNumbers'),
    excludePunctuation: flag('ExcludePunctuation'),
    includeSpace: flag('IncludeSpace'),
    requireEachIncludedType: generate['RequireEachIncludedType'] !== false,
    secretStringTemplate,
    generateStringKey: secretStringTemplate === null ? null : text(inner, 'GenerateStringKey'),
  };
}
