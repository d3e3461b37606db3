// What providers tell of their work besides tokens by kind: kept, because what was not recorded cannot be priced later.
import { isObject } from '../../kernel/is-object.ts';
import type { CallVariant, OtherCounts } from '../call.ts';
import { countIn } from './provider-usage.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** `usage`: the provider's, in any of its forms. */
export function readOthers(usage: unknown): OtherCounts {
  if (!isObject(usage)) return {};
  const { cache_creation: created, server_tool_use: tools, type, seconds } = usage;
  return present({
    longCacheWriteTokens: isObject(created) ? countIn(created['ephemeral_1h_input_tokens']) : null,
    webSearchRequests: isObject(tools) ? countIn(tools['web_search_requests']) : null,
    audioSeconds:
      type === 'duration' && typeof seconds === 'number' ? countIn(Math.ceil(seconds)) : null,
  });
}

const present = (
  counts: Readonly<Record<keyof Omit<OtherCounts, 'images'>, number | null>>,
): OtherCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => (count ?? 0) > 0));

/** True when the provider has told how long a recording was, and therefore counts no tokens. */
export const tellsSeconds = (usage: unknown): boolean =>
  isObject(usage) && usage['type'] === 'duration' && typeof usage['seconds'] === 'number';

const WORD = /^[a-z0-9_-]{1,32}$/i;
const AS_USUAL = new Set(['auto', 'default', 'standard', 'not_available', 'global']);
const wordOf = (value: unknown): string =>
  typeof value === 'string' && WORD.test(value) && !AS_USUAL.has(value) ? value : '';

/** OpenAI tells its tier beside the usage, Anthropic inside. Null: as usual. */
export function readVariant(answer: JsonObject, usage: unknown): CallVariant | null {
  const inside: JsonObject = isObject(usage) ? usage : {};
  const serviceTier = wordOf(inside['service_tier'] ?? answer['service_tier']);
  const inferenceGeo = wordOf(inside['inference_geo']);
  return serviceTier === '' && inferenceGeo === '' ? null : { serviceTier, inferenceGeo };
}

const PICTURE = '"b64_json":';

/** Pictures in a whole answer. Their data has no quotes, and in text those are escaped. */
export function picturesIn(answer: unknown, body: Buffer): number {
  if (isObject(answer)) {
    const { data } = answer;
    const isPicture = (each: unknown): boolean =>
      isObject(each) && (typeof each['b64_json'] === 'string' || typeof each['url'] === 'string');
    return Array.isArray(data) ? data.filter(isPicture).length : 0;
  }
  let count = 0;
  for (let at = body.indexOf(PICTURE); at >= 0; at = body.indexOf(PICTURE, at + 1)) count++;
  return count;
}
