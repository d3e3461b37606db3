// Secrets Manager's operations on the local secrets, with the service's own errors.
import { randomUUID } from 'node:crypto';
import { randomBase62 } from '../../shared/kernel/base62.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { AwsError } from './aws-error.ts';
import type { SecretBook, SecretVersion, StoredSecret } from './secret-book.ts';

type Input = Readonly<Record<string, unknown>>;
type Output = Readonly<Record<string, unknown>>;

export type SecretsManager = {
  /** Throws AwsError for what the service refuses. */
  call(action: string, input: Input): Promise<Output>;
  /** The ARN that permissions are checked on: the secret's own, or the one it would get. */
  arnOf(secretId: string): string;
};

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const NAME = /^[\w/+=.@-]{1,512}$/;
const MAX_SECRET_BYTES = 65_536;
/** The service keeps about this many versions. */
const MAX_VERSIONS = 100;

export function createSecretsManager(
  book: SecretBook,
  arnPrefix: string,
  clock: Clock,
): SecretsManager {
  const operations: Readonly<Record<string, (input: Input) => Output>> = {
    CreateSecret: (input) => create(book, arnPrefix, input, clock()),
    GetSecretValue: (input) => getValue(book, input),
    PutSecretValue: (input) => putValue(usable(book, input), input, clock()),
    DeleteSecret: (input) => remove(book, input, clock()),
    RestoreSecret: (input) => restore(book, input),
    DescribeSecret: (input) => describe(known(book, input)),
  };
  return {
    arnOf: (secretId) => {
      if (secretId.startsWith('arn:')) return secretId;
      return book.find(secretId)?.arn ?? `${arnPrefix}${secretId}-000000`;
    },
    call: async (action, input) => {
      const operation = operations[action];
      if (operation === undefined)
        throw new AwsError('UnknownOperationException', `The local run has no ${action}.`);
      const output = operation(input);
      if (!READS.has(action)) await book.save();
      return output;
    },
  };
}

const READS = new Set(['GetSecretValue', 'DescribeSecret']);

const textOf = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value !== undefined && typeof value !== 'string')
    throw new AwsError('InvalidParameterException', `${name} must be a string.`);
  return value;
};

function known(book: SecretBook, input: Input): StoredSecret {
  const secret = book.find(textOf(input, 'SecretId') ?? '');
  if (secret === undefined)
    throw new AwsError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    );
  return secret;
}

function usable(book: SecretBook, input: Input): StoredSecret {
  const secret = known(book, input);
  if (secret.deletedAtMs !== null)
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return secret;
}

function secretStringOf(input: Input): string {
  const value = textOf(input, 'SecretString');
  if (value === undefined)
    throw new AwsError('InvalidParameterException', 'The local run keeps SecretString only.');
  if (Buffer.byteLength(value) > MAX_SECRET_BYTES)
    throw new AwsError('InvalidParameterException', 'The secret is larger than 65536 bytes.');
  return value;
}

function create(book: SecretBook, arnPrefix: string, input: Input, nowMs: number): Output {
  const name = textOf(input, 'Name') ?? '';
  if (!NAME.test(name))
    throw new AwsError('ValidationException', 'Invalid name. Must be a valid name.');
  const existing = book.find(name);
  if (existing?.deletedAtMs === null) return createAgain(existing, input);
  if (existing !== undefined)
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  const secret: StoredSecret = {
    name,
    arn: `${arnPrefix}${name}-${randomBase62(6)}`,
    createdAtMs: nowMs,
    deletedAtMs: null,
    versions: [],
  };
  const output = putValue(secret, input, nowMs);
  book.put(secret);
  return { ARN: secret.arn, Name: name, VersionId: output['VersionId'] };
}

/** The same request twice is one secret; another one with the same name is refused. */
function createAgain(existing: StoredSecret, input: Input): Output {
  const token = textOf(input, 'ClientRequestToken');
  const version = existing.versions.find(({ versionId }) => versionId === token);
  if (version === undefined || version.secretString !== secretStringOf(input))
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${existing.name} already exists.`,
    );
  return { ARN: existing.arn, Name: existing.name, VersionId: version.versionId };
}

function putValue(secret: StoredSecret, input: Input, nowMs: number): Output {
  const versionId = textOf(input, 'ClientRequestToken') ?? randomUUID();
  const secretString = secretStringOf(input);
  const existing = secret.versions.find((version) => version.versionId === versionId);
  if (existing !== undefined && existing.secretString !== secretString)
    throw new AwsError(
      'ResourceExistsException',
      "You can't modify an existing version, you can only create new ones.",
    );
  const stages = (input['VersionStages'] as string[] | undefined) ?? [CURRENT];
  if (existing === undefined) {
    for (const version of secret.versions) version.stages = demoted(version.stages, stages);
    secret.versions.push({ versionId, secretString, createdAtMs: nowMs, stages });
    secret.versions = secret.versions.slice(-MAX_VERSIONS);
  }
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: stages };
}

/** What remains of a version's labels when a newer one takes `taken`: the current one becomes the previous one. */
function demoted(stages: readonly string[], taken: readonly string[]): string[] {
  if (!taken.includes(CURRENT)) return stages.filter((stage) => !taken.includes(stage));
  const rest = stages.filter((stage) => !taken.includes(stage) && stage !== PREVIOUS);
  return stages.includes(CURRENT) ? [...rest, PREVIOUS] : rest;
}

function getValue(book: SecretBook, input: Input): Output {
  const secret = usable(book, input);
  const versionId = textOf(input, 'VersionId');
  const stage = textOf(input, 'VersionStage') ?? (versionId === undefined ? CURRENT : undefined);
  const isMeant = (version: SecretVersion): boolean =>
    (versionId === undefined || version.versionId === versionId) &&
    (stage === undefined || version.stages.includes(stage));
  const version = secret.versions.find(isMeant);
  if (version === undefined)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`}`,
    );
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    SecretString: version.secretString,
    VersionStages: version.stages,
    CreatedDate: version.createdAtMs / 1000,
  };
}

function remove(book: SecretBook, input: Input, nowMs: number): Output {
  const force = input['ForceDeleteWithoutRecovery'] === true;
  const days = Number(input['RecoveryWindowInDays'] ?? 30);
  if (force && input['RecoveryWindowInDays'] !== undefined)
    throw new AwsError('InvalidParameterException', 'Choose a recovery window or none.');
  if (!(days >= 7 && days <= 30))
    throw new AwsError('InvalidParameterException', 'RecoveryWindowInDays must be 7 to 30.');
  const secret = force ? known(book, input) : usable(book, input);
  const deletedAtMs = force ? nowMs : nowMs + days * 86_400_000;
  if (force) book.remove(secret);
  else secret.deletedAtMs = deletedAtMs;
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deletedAtMs / 1000 };
}

function restore(book: SecretBook, input: Input): Output {
  const secret = known(book, input);
  secret.deletedAtMs = null;
  return { ARN: secret.arn, Name: secret.name };
}

const describe = (secret: StoredSecret): Output => ({
  ARN: secret.arn,
  Name: secret.name,
  CreatedDate: secret.createdAtMs / 1000,
  ...(secret.deletedAtMs === null ? {} : { DeletedDate: secret.deletedAtMs / 1000 }),
  VersionIdsToStages: Object.fromEntries(
    secret.versions.map(({ versionId, stages }) => [versionId, stages]),
  ),
});
