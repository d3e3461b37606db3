// From the CDK app to a stack that can be served, while the DynamoDB engine starts.
import type { Closers } from './closers.ts';
import type { LocalOptions } from './local-system.ts';
import type { StateFolder } from './state/state-folder.ts';
import { type Engine, startEngine } from './stores/dynamodb-engine.ts';
import { synthesize } from './synth/synthesize.ts';
import { readAssembly, type TemplateDocument } from './template/document.ts';
import type { StackModel } from './template/model.ts';
import { readStack } from './template/stack.ts';

/** Where the local stack is said to live. */
export const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';

export type PreparedStack = {
  readonly stack: StackModel;
  readonly engine: Engine;
  readonly assemblyFolder: string;
};

/** The two slow things, side by side: the synthesis and the engine's start. */
export async function prepareStack(
  options: LocalOptions,
  folder: StateFolder,
  demoOrigin: string,
  closers: Closers,
): Promise<PreparedStack> {
  const { progress = () => {}, assembly: made } = options;
  const outputFolder = made?.folder ?? folder.file('cdk.out');
  const stop = new AbortController();
  closers.add(() => stop.abort());
  const { providerOrigins: given = [], ...rest } = options.context ?? {};
  const origins = [demoOrigin, ...(options.providerOrigins ?? []), ...[given].flat()];
  const context = { providerOrigins: origins.filter((each) => each !== '').join(','), ...rest };
  const synthesis = async (): Promise<void> => {
    if (made !== undefined) return;
    progress('Synthesizing the stack');
    await synthesize({ folder: outputFolder, context, progress, signal: stop.signal });
  };
  const engineStart = startEngine(folder.file('dynamodb.sqlite'), options.dynamodbEndpoint);
  const [engine] = await Promise.all([
    engineStart.then((started) => {
      closers.add(started.close);
      return started;
    }),
    synthesis(),
  ]);
  const assembly = await readAssembly(outputFolder);
  const own = movedTo(demoOrigin, made?.providerUrl, assembly.template);
  const template = options.transformTemplate?.(own) ?? own;
  const stack = readStack({ ...assembly, template }, ACCOUNT_ID, REGION);
  return { engine, stack, assemblyFolder: outputFolder };
}

/** The template with this run's demo provider where it names an earlier one. */
const movedTo = (
  origin: string,
  before: string | undefined,
  template: TemplateDocument,
): TemplateDocument =>
  before === undefined
    ? template
    : (JSON.parse(JSON.stringify(template).replaceAll(before, origin)) as TemplateDocument);
