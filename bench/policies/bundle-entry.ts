// What the proxy takes of the engine: the entry of the bundle whose size is measured.
export { compilePolicy } from '../../shared/policies/compile.ts';
export { evaluate, evaluateWithModels } from '../../shared/policies/evaluate.ts';
export { createJsonStringChannel } from '../../shared/policies/json/json-string-channel.ts';
export { createPolicyCache } from '../../shared/policies/policy-cache.ts';
export { createStreamGuard } from '../../shared/policies/stream-guard.ts';
