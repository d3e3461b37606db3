// Who may sign requests in a local run: the operator, somebody without permissions, and one identity per function.
import { randomBytes } from 'node:crypto';
import { randomBase62 } from '../../shared/kernel/base62.ts';
import type { Statement } from './policy.ts';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Functions carry one, as on Lambda; users do not. */
  readonly sessionToken?: string;
};

export type Identity = Credentials & {
  /** The caller as audit records see it. */
  readonly arn: string;
  /** `AIDA…` for a user, `AROA…:session` for a role. */
  readonly userId: string;
  readonly accountId: string;
  readonly statements: readonly Statement[];
};

/** All identities of a run, by access key id. */
export type IdentityBook = ReadonlyMap<string, Identity>;

const upper = (length: number): string => randomBase62(length).toUpperCase();

/** Shaped like AWS's: 20 and 40 characters; the secret has 240 random bits. */
export const newUserCredentials = (): Credentials => ({
  accessKeyId: `AKIA${upper(16)}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
});

export const newRoleCredentials = (): Credentials => ({
  accessKeyId: `ASIA${upper(16)}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
  sessionToken: randomBytes(48).toString('base64url'),
});

/** An IAM user of the local account. `statements` is everything the user may do. */
export const userIdentity = (
  credentials: Credentials,
  name: string,
  accountId: string,
  statements: readonly Statement[],
): Identity => ({
  ...credentials,
  arn: `arn:aws:iam::${accountId}:user/${name}`,
  userId: `AIDA${name.toUpperCase().padEnd(16, '0').slice(0, 16)}`,
  accountId,
  statements,
});

export const byAccessKey = (identities: readonly Identity[]): IdentityBook =>
  new Map(identities.map((identity) => [identity.accessKeyId, identity]));
