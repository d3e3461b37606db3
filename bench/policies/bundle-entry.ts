// What the proxy takes of the engine: the entry of the bundle whose size is measured.
export { compilePolicy } from '../../shared/policies/engine/compile.ts';
export { evaluate, evaluateWithModels } from '../../shared/policies/engine/evaluate.ts';
export { createJsonStringChannel } from '../../shared/policies/engine/json/json-string-channel.ts';
export { createPolicyCache } from '../../shared/policies/engine/policy-cache.ts';
export { createStreamGuard } from '../../shared/policies/engine/stream-guard.ts';
