// The state folder: kept between runs, private, used by one run at a time, and never a stack trace when broken.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalFailure } from '../../../local/failure.ts';
import { openStateFolder, type StateFolder } from '../../../local/state/state-folder.ts';
import { startEngine } from '../../../local/stores/dynamodb-engine.ts';
import { SecretBook } from '../../../local/stores/secret-book.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'state-test-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const reopen = async (folder: StateFolder): Promise<StateFolder> => {
  await folder.close();
  return openStateFolder(folder.path);
};

describe('a state folder', () => {
  it('is private, and holds the same credentials in the next run', async () => {
    const first = await openStateFolder(join(base, 'a', 'b'));
    expect(await modeOf(first.path)).toBe(0o700);
    expect(await modeOf(first.file('state.json'))).toBe(0o600);
    await first.save({ ...first.state, projectId: 'proj_1' });
    const second = await reopen(first);
    expect(second.state).toEqual({ ...first.state, projectId: 'proj_1' });
    await second.close();
  });

  it('is gone at the end when it is ephemeral', async () => {
    const folder = await openStateFolder(null);
    expect(await readdir(folder.path)).toContain('state.json');
    await folder.close();
    expect(existsSync(folder.path)).toBe(false);
  });

  it('is used by one run at a time', async () => {
    const first = await openStateFolder(base);
    await expect(openStateFolder(base)).rejects.toThrow(/Another local run \(process \d+\) uses/);
    const second = await reopen(first);
    await second.close();
  });

  it.each([
    ['a process that is gone', '999999999 1'],
    ['a process with the number of another one', `${process.pid} 1`],
    ['nobody', 'garbage'],
  ])('is not held by %s', async (_name, lock) => {
    await writeFile(join(base, 'lock'), lock);
    await (await openStateFolder(base)).close();
  });
});

describe('a broken state folder is told in one sentence', () => {
  const openWith = async (content: string): Promise<StateFolder> => {
    await writeFile(join(base, 'state.json'), content);
    return openStateFolder(base);
  };

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2}',
    '{"version":1}',
  ])('state.json is %j', async (content) => {
    await expect(openWith(content)).rejects.toThrow(/state\.json is damaged\. Delete its folder/);
    expect(existsSync(join(base, 'lock'))).toBe(false);
  });

  it('it is a file', async () => {
    await writeFile(join(base, 'file'), '');
    await expect(openStateFolder(join(base, 'file'))).rejects.toThrow(/cannot be used \(EEXIST\)/);
    await expect(openStateFolder(join(base, 'file', 'x'))).rejects.toThrow(
      /cannot be used \(ENOTDIR\)/,
    );
  });

  it('its state is a folder', async () => {
    await mkdir(join(base, 'state.json'));
    await expect(openStateFolder(base)).rejects.toThrow(/is damaged/);
  });

  it('its secrets are damaged, and are not quoted', async () => {
    await writeFile(join(base, 'secrets.json'), '[{"secretString":"sk-very-secret"');
    const open = () => new SecretBook(join(base, 'secrets.json'));
    expect(open).toThrow(/secrets\.json are damaged/);
    expect(open).not.toThrow(/sk-very-secret/);
  });

  it('its database is damaged', async () => {
    const file = join(base, 'dynamodb.sqlite');
    await writeFile(file, 'this is no database, whatever its name says');
    await expect(startEngine(file, undefined)).rejects.toThrow(
      /does not start with .*Delete that file/,
    );
  });
});

describe('without an engine for this platform', () => {
  it('the sentence names the variable to set', async () => {
    const told = (...programs: string[]) =>
      startEngine(join(base, 'db'), undefined, 'plan9-mips', (name) => programs.includes(name));
    await expect(told()).rejects.toThrow(/plan9-mips.*DYNAMODB_ENDPOINT.*Java or a container/s);
    await expect(told('java')).rejects.toThrow(
      /java -jar DynamoDBLocal\.jar -inMemory.*-port 8000/,
    );
    const container =
      /: podman run --rm -d -p 127\.0\.0\.1:8000:8000 amazon\/dynamodb-local .*DYNAMODB_ENDPOINT/;
    await expect(told('java', 'podman')).rejects.toThrow(container);
    await expect(told('podman')).rejects.toBeInstanceOf(LocalFailure);
  });

  it('DYNAMODB_ENDPOINT takes its place, if it is an address', async () => {
    const url = 'http://127.0.0.1:8000';
    expect((await startEngine('/nowhere', url, 'plan9-mips')).url).toBe(url);
    await expect(startEngine('/nowhere', 'localhost:8000')).rejects.toThrow(
      /DYNAMODB_ENDPOINT is localhost:8000/,
    );
  });
});
