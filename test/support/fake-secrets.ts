// Secrets Manager for tests: an answer function for the loopback AWS endpoint, with secrets in a map.
import type { AwsAnswer, AwsCall } from './aws-endpoint.ts';

export type FakeSecret = {
  /** Version id → value, in the order of writing. */
  readonly versions: Map<string, string>;
  deletion: 'none' | 'scheduled';
};

export class FakeSecrets {
  readonly secrets = new Map<string, FakeSecret>();

  add(name: string, value: string): void {
    this.secrets.set(name, { versions: new Map([['initial', value]]), deletion: 'none' });
  }

  readonly answer = ({ operation, input }: AwsCall): AwsAnswer => {
    const name = String(input['Name'] ?? input['SecretId']);
    const secret = this.secrets.get(name);
    if (operation === 'CreateSecret') return this.#create(name, input, secret);
    if (secret === undefined) return { error: 'ResourceNotFoundException' };
    if (secret.deletion === 'scheduled') return { error: 'InvalidRequestException' };
    switch (operation) {
      case 'GetSecretValue':
        return read(secret, input['VersionId']);
      case 'PutSecretValue':
        return write(secret, input);
      case 'DeleteSecret':
        if (input['ForceDeleteWithoutRecovery'] === true) this.secrets.delete(name);
        else secret.deletion = 'scheduled';
        return { output: {} };
      default:
        return { error: 'InvalidAction' };
    }
  };

  #create(name: string, input: AwsCall['input'], existing: FakeSecret | undefined): AwsAnswer {
    const versionId = String(input['ClientRequestToken']);
    const isRepeated = existing?.versions.get(versionId) === input['SecretString'];
    if (existing !== undefined && !isRepeated) return { error: 'ResourceExistsException' };
    const secret: FakeSecret = { versions: new Map(), deletion: 'none' };
    this.secrets.set(name, secret);
    return write(secret, input);
  }
}

function read(secret: FakeSecret, versionId: unknown): AwsAnswer {
  const [id, value] =
    versionId === undefined
      ? ([...secret.versions].at(-1) ?? [])
      : [versionId, secret.versions.get(String(versionId))];
  return value === undefined
    ? { error: 'ResourceNotFoundException' }
    : { output: { SecretString: value, VersionId: id } };
}

function write(secret: FakeSecret, input: AwsCall['input']): AwsAnswer {
  const versionId = String(input['ClientRequestToken']);
  secret.versions.set(versionId, String(input['SecretString']));
  return { output: { VersionId: versionId } };
}
