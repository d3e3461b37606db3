// The command line of `npm start`.
import { parseArgs } from 'node:util';
import { LocalFailure } from '../failure.ts';

export type CliOptions = {
  readonly json: boolean;
  readonly port: number;
  readonly ephemeral: boolean;
  readonly newKey: boolean;
  /** Where a model server of one's own listens. */
  readonly providerOrigins: readonly string[];
  /** CDK context. */
  readonly context: Readonly<Record<string, string>>;
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
  --provider-origin URL
                 a model server that projects may call, such as http://127.0.0.1:11434; may be repeated
  -c KEY=VALUE   CDK context, as \`cdk -c\` takes it; may be repeated
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
    providerOrigins: (values['provider-origin'] ?? []).map(originOf),
    context: Object.fromEntries((values.context ?? []).map(contextOf)),
    help: values.help === true,
  };
}

/** A path is the project's to say, in its token's `base_url`. */
function originOf(text: string): string {
  const url = URL.parse(text);
  const isOrigin = url !== null && (text === url.origin || text === `${url.origin}/`);
  if (isOrigin && /^https?:$/.test(url.protocol)) return url.origin;
  throw new LocalFailure(
    `--provider-origin must be an origin such as http://127.0.0.1:11434, without a path, and is "${text}".`,
  );
}

function contextOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new LocalFailure(`-c must be KEY=VALUE, and is "${text}".`);
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
        'provider-origin': { type: 'string', multiple: true },
        context: { type: 'string', multiple: true, short: 'c' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ')[0] : 'unreadable';
    throw new LocalFailure(`${why}. "npm start -- --help" lists the options.`, { cause });
  }
}
