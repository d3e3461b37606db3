// The secrets of a local run: in memory, and in one file that only its owner may read.
import { readFileSync } from 'node:fs';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { LocalFailure } from '../failure.ts';

export type SecretVersion = {
  readonly versionId: string;
  readonly secretString: string;
  readonly createdAtMs: number;
  stages: readonly string[];
};

export type StoredSecret = {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  /** Null: not scheduled for deletion. */
  deletedAtMs: number | null;
  /** Oldest first. */
  versions: SecretVersion[];
};

export class SecretBook {
  readonly #file: string | null;
  readonly #byName: Map<string, StoredSecret>;
  #saved: Promise<void> = Promise.resolve();

  /** Null keeps the secrets in memory. Throws LocalFailure when the file is there but unreadable. */
  constructor(file: string | null) {
    this.#file = file;
    this.#byName = new Map((file === null ? [] : read(file)).map((s) => [s.name, s]));
  }

  /** By name, full ARN, or ARN without its random suffix. */
  find(secretId: string): StoredSecret | undefined {
    const byName = this.#byName.get(secretId);
    if (byName !== undefined || !secretId.startsWith('arn:')) return byName;
    return [...this.#byName.values()].find(
      ({ arn }) => arn === secretId || arn.slice(0, -7) === secretId,
    );
  }

  put(secret: StoredSecret): void {
    this.#byName.set(secret.name, secret);
  }

  remove(secret: StoredSecret): void {
    this.#byName.delete(secret.name);
  }

  /** Resolves when every change made so far is on disk. Writes one after another, each file complete. */
  save(): Promise<void> {
    const file = this.#file;
    if (file === null) return Promise.resolve();
    this.#saved = this.#saved.then(async () => {
      const next = `${file}.next`;
      const content = JSON.stringify([...this.#byName.values()], null, 1);
      await writeFile(next, content, { mode: 0o600 });
      await chmod(next, 0o600);
      await rename(next, file);
    });
    return this.#saved;
  }
}

function read(file: string): StoredSecret[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new LocalFailure(`The secrets of the local run in ${file} cannot be read.`, { cause });
  }
  try {
    const value: unknown = JSON.parse(content);
    if (Array.isArray(value)) return value as StoredSecret[];
  } catch {
    // The parser's message would quote a secret.
  }
  throw new LocalFailure(
    `The secrets of the local run in ${file} are damaged. Delete its folder to start afresh.`,
  );
}
