// The providers by name. Each is one value in a file of its own; any other name is an OpenAI-compatible one.
import type { ProviderName } from '../../projects/settings.ts';
import { anthropic } from './anthropic.ts';
import { compatibleProvider } from './compatible.ts';
import { openai } from './openai.ts';
import type { Provider } from './provider.ts';

const KNOWN: ReadonlyMap<ProviderName, Provider> = new Map([
  ['openai', openai],
  ['anthropic', anthropic],
]);

export const knownProviders: readonly ProviderName[] = [...KNOWN.keys()];

export const providerNamed = (name: ProviderName): Provider =>
  KNOWN.get(name) ?? compatibleProvider(name);

/** The provider whose own model this is, by its name as it is written; null: nobody's. */
export function ownerOf(model: string): ProviderName | null {
  for (const [name, { models }] of KNOWN) if (models?.test(model) === true) return name;
  return null;
}
