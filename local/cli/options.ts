// The command line of `npm start`.
import { parseArgs } from 'node:util';
import { LocalFailure } from '../failure.ts';

export type CliOptions = {
  readonly json: boolean;
  readonly port: number;
  readonly ephemeral: boolean;
  readonly newKey: boolean;
  readonly help: boolean;
};

const DEFAULT_PORT = 8787;
/** The highest port whose three neighbours exist. */
const MAX_PORT = 65_532;

export const HELP = `Serves the synthesized stack on this machine.

  npm start -- [options]

  --port N       port of the data plane (default ${DEFAULT_PORT}); admin is N+1, the demo provider N+3; 0 picks free ones
  --ephemeral    keep nothing: a fresh project and key, gone at the end
  --new-key      make another key for the demo project
  --json         print one line of JSON when ready, and nothing else, on standard output
  --help         this text

Environment:
  OPENAI_API_KEY, ANTHROPIC_API_KEY   the demo project forwards to the real provider
  DYNAMODB_ENDPOINT                   another DynamoDB than the embedded engine`;

/** Throws LocalFailure for an option that is unknown or has a wrong value. */
export function readOptions(args: readonly string[]): CliOptions {
  const values = parse(args);
  const port = values.port ?? String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT)
    throw new LocalFailure(`--port must be a number from 0 to ${MAX_PORT}, and is "${port}".`);
  return {
    json: values.json === true,
    port: Number(port),
    ephemeral: values.ephemeral === true,
    newKey: values['new-key'] === true,
    help: values.help === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        port: { type: 'string' },
        ephemeral: { type: 'boolean' },
        'new-key': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : 'unreadable';
    throw new LocalFailure(`${why}. "npm start -- --help" lists the options.`, { cause });
  }
}
