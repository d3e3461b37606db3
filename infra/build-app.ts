// Builds the CDK app with its validation, for the entry and for tests.
import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CollieStack } from './collie-stack.ts';
import { readSettings } from './settings/read-settings.ts';

export type AppOptions = {
  /** Where the cloud assembly goes; by default `CDK_OUTDIR`. */
  readonly outdir?: string;
  /** On top of cdk.json's context. */
  readonly context?: Readonly<Record<string, unknown>>;
};

/**
 * The CLI passes cdk.json's context by itself. Reading it here makes `node infra/app.ts` without the CLI give the
 * same template. Throws with the context key's name when a value is not allowed.
 */
export function buildApp({ outdir, context = {} }: AppOptions = {}): App {
  const app = new App({
    context: { ...cdkJsonContext(), ...context },
    analyticsReporting: false,
    ...(outdir === undefined ? {} : { outdir }),
  });
  const settings = readSettings(app.node);
  new CollieStack(app, `collie-${settings.stage}`, { settings });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

function cdkJsonContext(): Record<string, unknown> {
  const text = readFileSync(new URL('../cdk.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { context: Record<string, unknown> }).context;
}
