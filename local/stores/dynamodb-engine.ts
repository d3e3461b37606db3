// The embedded DynamoDB engine: a native binary from npm, ended with this process whatever way this process ends.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFailure } from '../failure.ts';
import { freePort } from '../net/listen.ts';

export type Engine = {
  /** `http://127.0.0.1:port`, or what DYNAMODB_ENDPOINT says. */
  readonly url: string;
  close(): Promise<void>;
};

/** The engine ends when its standard input does: the kernel closes that even when this process is killed. */
const GUARD = `
"$@" </dev/null & engine=$!
exec 3<&0
(cat <&3 >/dev/null; kill "$engine" 2>/dev/null) & watch=$!
wait "$engine"; code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

const START_LIMIT_MS = 10_000;

/** Throws LocalFailure when this platform has no engine or the database file is unusable. */
export async function startEngine(
  databaseFile: string,
  override: string | undefined,
  platform = `${process.platform}-${process.arch}`,
  isInstalled: (program: string) => boolean = isOnPath,
): Promise<Engine> {
  if (override !== undefined && override !== '') return useEndpoint(override);
  const port = await freePort();
  const args = [
    binaryPath(platform, isInstalled),
    'serve',
    '--port',
    String(port),
    '--db-path',
    databaseFile,
  ];
  const child = spawn('/bin/sh', ['-c', GUARD, 'dynamodb-engine', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    detached: true,
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const started = await Promise.race([isListening(port), ended.then(() => false)]);
  if (!started) {
    child.stdin.destroy();
    throw new LocalFailure(
      `The DynamoDB engine does not start with ${databaseFile}: ${firstLine(complaint)} Delete that file to start with empty tables, or set DYNAMODB_ENDPOINT to another engine.`,
    );
  }
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      child.stdin.destroy();
      return ended;
    },
  };
}

function useEndpoint(url: string): Engine {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new LocalFailure(`DYNAMODB_ENDPOINT is ${url}, which is not an http or https address.`);
  return { url, close: async () => {} };
}

function binaryPath(platform: string, isInstalled: (program: string) => boolean): string {
  const name = `@dynoxide/${platform}`;
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(`${name}/package.json`)), 'dynoxide');
  } catch (cause) {
    throw new LocalFailure(
      `There is no embedded DynamoDB engine for this platform (npm package ${name}). ${otherEngine(isInstalled)}`,
      { cause },
    );
  }
}

const CONTAINERS = ['docker', 'podman', 'finch', 'nerdctl'];
const ENDPOINT = 'http://127.0.0.1:8000';
const THEN = `Then start again with DYNAMODB_ENDPOINT=${ENDPOINT} in the environment.`;

/** The one command that starts Amazon's DynamoDB Local with what is there. */
function otherEngine(isInstalled: (program: string) => boolean): string {
  const container = CONTAINERS.find(isInstalled);
  if (container !== undefined)
    return `Start Amazon's DynamoDB Local: ${container} run --rm -d -p 127.0.0.1:8000:8000 amazon/dynamodb-local -jar DynamoDBLocal.jar -inMemory -sharedDb. ${THEN}`;
  if (isInstalled('java'))
    return `Unpack Amazon's DynamoDB Local (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html) and start it in its folder: java -jar DynamoDBLocal.jar -inMemory -sharedDb -port 8000. ${THEN}`;
  return `Set DYNAMODB_ENDPOINT to another engine, for example ${ENDPOINT} of Amazon's DynamoDB Local, which needs Java or a container runtime.`;
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

async function isListening(port: number): Promise<boolean> {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    if (await canConnect(port)) return true;
    await sleep(10);
  }
  return false;
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';
