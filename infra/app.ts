// The entry of the CDK app: builds it and synthesizes into `CDK_OUTDIR`, or `cdk.out`.
//
// `node infra/app.ts` needs Node 24 and the installed packages, no credentials, no Docker and no network.
// `CDK_CONTEXT_JSON` adds context on top of cdk.json's, as the CLI's `-c` does; with
// `{"aws:cdk:bundling-stacks":[]}` the functions are not bundled. Otherwise each function's bundle is
// `asset.<hash>/index.mjs`, and `aws:asset:path` in its metadata names the folder.
import { buildApp } from './build-app.ts';
import { SettingError } from './settings/context-value.ts';

try {
  buildApp().synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
