// Rule types `llm_detection` and `webhook`: their settings. Asking is the caller's, through the port.
import type { ConfigReader } from '../config-reader.ts';
import type { Detectors, RuleContext } from '../detectors.ts';
import type { CompiledRule } from '../policy.ts';

const THRESHOLD = { min: 0, max: 1 };
const TIMEOUT_MS = { min: 100, max: 30_000 };
const INPUT_CHARS = { min: 1, max: 100_000 };

export function compileLlmDetectionRule({ config, rule }: RuleContext): Detectors {
  const settings = {
    kind: 'llm_detection' as const,
    model: config.requiredText('model', { min: 1, max: 128 }),
    instructions: config.requiredText('instructions', { min: 1, max: 8_000 }),
    timeoutMs: config.integer('timeout_ms', TIMEOUT_MS, 5_000),
  };
  refuseMask(config, rule.action);
  return { models: [{ rule, settings, ...common(config, rule) }] };
}

export function compileWebhookRule({ config, rule }: RuleContext): Detectors {
  const settings = {
    kind: 'webhook' as const,
    url: config.requiredText('url', { min: 1, max: 2_000 }),
    timeoutMs: config.integer('timeout_ms', TIMEOUT_MS, 2_000),
  };
  const url = URL.parse(settings.url);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    config.refuse('url', 'must be an https URL without user information');
  refuseMask(config, rule.action);
  return { models: [{ rule, settings, ...common(config, rule) }] };
}

function common(config: ConfigReader, { action, monitoring }: CompiledRule) {
  const chosen = config.oneOf('streaming', ['gate', 'observe'], 'gate');
  const blocks = action === 'block' && !monitoring;
  return {
    threshold: config.number('threshold', THRESHOLD, 0.7),
    maxInputChars: config.integer('max_input_chars', INPUT_CHARS, 4_000),
    decisionOnError: config.oneOf('decision_on_error', ['allow', 'block'], 'allow'),
    streaming: blocks ? chosen : ('observe' as const),
  };
}

/** A model says whether a text is of a kind, not where. */
export function refuseMask(config: ConfigReader, action: string): void {
  if (action === 'mask')
    config.refuse('', 'this type judges a whole text: it can block, allow or flag, not mask');
}
