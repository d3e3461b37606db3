// What a function takes into its bundle to apply policies; it is bundled to be weighed.
import { compilePolicy } from '../../shared/rules/compile.ts';
import { evaluate, evaluateWithModels, observeStream } from '../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../shared/rules/guard/stream-guard.ts';
import { createJsonStringChannel } from '../../shared/rules/json/json-string-channel.ts';

export const engine = {
  compilePolicy,
  evaluate,
  evaluateWithModels,
  observeStream,
  createStreamGuard,
  createJsonStringChannel,
};
