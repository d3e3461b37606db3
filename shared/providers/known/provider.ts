// What this product knows of a provider: everything that differs between them is a member of this value.
import type { Endpoint } from '../endpoint.ts';
import type { ProviderToken } from '../provider-token.ts';

export type Provider = {
  /** How sentences call it. */
  readonly title: string;
  /** Its own address; null: the operator has to name one with the token. */
  readonly baseUrl: string | null;
  /** Which models go to it when a project does not say otherwise; null: none. */
  readonly models: RegExp | null;
  /** What it serves, under its base URL. */
  readonly paths: Readonly<Partial<Record<Endpoint, string>>>;
  /** Told to who asks it for anything else. */
  readonly notServed: string;
  /** Under its base URL. */
  readonly modelsPath: string;
  readonly credential: (
    token: ProviderToken,
    endpoint: Endpoint | 'models',
  ) => Readonly<Record<string, string>>;
  /** How a rule asks one of its models. */
  readonly judgeEndpoint: Extract<Endpoint, 'chat' | 'messages'>;
};
