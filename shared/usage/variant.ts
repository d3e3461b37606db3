// Usage apart where a provider worked otherwise than as usual, which may have another price.
import type { CallVariant, TokenCounts } from './call.ts';
import type { NamedSums } from './named-sums.ts';

const UNITS = ['requests', 'inputTokens', 'cachedInputTokens', 'outputTokens'] as const;
type Unit = (typeof UNITS)[number];

export function variantSums(
  { serviceTier, inferenceGeo }: CallVariant,
  { input, cachedInput, output }: TokenCounts,
): NamedSums {
  const counts: Readonly<Record<Unit, number>> = {
    requests: 1,
    inputTokens: input,
    cachedInputTokens: cachedInput,
    outputTokens: output,
  };
  const name = `${serviceTier}#${inferenceGeo}`;
  return Object.fromEntries(UNITS.map((unit) => [`${name}#${unit}`, counts[unit]]));
}

export type VariantUsage = CallVariant & Readonly<Record<Unit, number>>;

/** By tier and place. Throws on a name that `variantSums` does not make. */
export function variantUsageOf(sums: NamedSums): VariantUsage[] {
  const variants = new Map<string, VariantUsage>();
  for (const [name, count] of Object.entries(sums)) {
    const [serviceTier, inferenceGeo, unit] = name.split('#');
    if (serviceTier === undefined || inferenceGeo === undefined || !isUnit(unit))
      throw new Error('a sum of a variant has a wrong name');
    const key = `${serviceTier}#${inferenceGeo}`;
    const before = variants.get(key) ?? { serviceTier, inferenceGeo, ...NOTHING };
    variants.set(key, { ...before, [unit]: count });
  }
  return [...variants].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, variant]) => variant);
}

const NOTHING = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
const isUnit = (text: string | undefined): text is Unit => UNITS.some((unit) => unit === text);
