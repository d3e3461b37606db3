// The command line: starts the system, tells what is there, and ends everything when it is told to.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { banner, jsonLine } from './cli/banner.ts';
import { type CliOptions, HELP, readOptions } from './cli/options.ts';
import { LocalFailure } from './failure.ts';
import { startLocal } from './start-local.ts';
import { parentOf } from './state/process-facts.ts';

const STATE_FOLDER = fileURLToPath(new URL('../.local', import.meta.url));
const PARENT_CHECK_MS = 1_000;
const SECOND_THOUGHT_MS = 1_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  const stop = new AbortController();
  const running = run(options, stop.signal);
  endOnSignal(stop, running);
  try {
    await running;
  } catch (error) {
    // A start that was told to end has nothing to complain about.
    if (!stop.signal.aborted) throw error;
  }
}

/** Resolves with what closes the system. */
async function run(
  { json, port, ephemeral, newKey, providerOrigins, context }: CliOptions,
  signal: AbortSignal,
): Promise<{ close(): Promise<void> }> {
  const { env } = process;
  const system = await startLocal({
    stateFolder: ephemeral ? null : STATE_FOLDER,
    port,
    newKey,
    providerOrigins,
    context,
    providerKeys: { openai: env['OPENAI_API_KEY'], anthropic: env['ANTHROPIC_API_KEY'] },
    dynamodbEndpoint: env['DYNAMODB_ENDPOINT'],
    progress: (sentence) => console.error(`… ${sentence}`),
    signal,
  });
  console.log(json ? jsonLine(system) : banner(system, ephemeral));
  return system;
}

function endOnSignal(stop: AbortController, running: Promise<{ close(): Promise<void> }>): void {
  let firstToldAtMs = 0;
  const end = async (): Promise<void> => {
    if (stop.signal.aborted) {
      // One Ctrl-C can arrive twice: from the terminal, and passed on by npm. An impatient person comes later.
      if (Date.now() - firstToldAtMs > SECOND_THOUGHT_MS) process.exit(1);
      return;
    }
    firstToldAtMs = Date.now();
    stop.abort();
    await running.then((system) => system.close()).catch(() => {});
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // npm may be killed without passing it on; then nobody is left to end this run. Between it and us is a shell.
  const ancestors = (): string => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = ancestors();
  if (process.env['npm_lifecycle_event'] !== undefined)
    setInterval(() => ancestors() !== before && void end(), PARENT_CHECK_MS).unref();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof LocalFailure ? error.message : error);
  process.exit(1);
}
