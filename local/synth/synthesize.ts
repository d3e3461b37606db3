// Synthesizes the CDK app in a process of its own, and tells how far it is.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { LocalFailure } from '../failure.ts';

export type SynthesisOptions = {
  /** Where the cloud assembly goes; whatever is there is replaced. */
  readonly folder: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly progress: (sentence: string) => void;
  readonly signal: AbortSignal;
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BINARIES = join(ROOT, 'node_modules', '.bin');
/** `Bundling asset collie-dev/Proxy/Function/Code/Stage...` */
const BUNDLING = /^Bundling asset [^/]+\/(\w+)/;
/** Settings of this shell that must not find their way into the template. */
const FOREIGN = /^(AWS_|CDK_|OPENAI_|ANTHROPIC_|NODE_OPTIONS$|VITEST)/;

/** Throws LocalFailure with the app's own words when it does not synthesize. */
export async function synthesize(options: SynthesisOptions): Promise<void> {
  const { folder, context, progress, signal } = options;
  await rm(folder, { recursive: true, force: true });
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const paths = [dirname(process.execPath), BINARIES, process.env['PATH'] ?? ''];
  const child = spawn(process.execPath, [join(ROOT, 'infra', 'app.ts')], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(inherited),
      PATH: paths.join(':'),
      CDK_OUTDIR: folder,
      // Checking the template against CloudFormation's rules takes most of the time and does not change it: the
      // tests and `npm run synth` do that.
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  const read = (chunk: Buffer): void => {
    output = `${output}${chunk}`.slice(-20_000);
    for (const line of String(chunk).split('\n')) {
      const [, name] = BUNDLING.exec(line) ?? [];
      if (name !== undefined) progress(`Bundling the function ${name}`);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new LocalFailure(`The CDK app does not synthesize:\n${output.trim()}`);
}
