// What this product knows of a provider: everything that differs between them is a member of this value.
import type { Dialect } from '../../errors/envelope.ts';
import type { SurfaceName } from '../../wire/surfaces.ts';
import type { ProviderToken } from '../provider-token.ts';

export type Provider = {
  /** How sentences call it. */
  readonly title: string;
  /** Its own address; null: the operator has to name one with the token. */
  readonly baseUrl: string | null;
  /** Which models go to it when a project does not say otherwise; null: none. */
  readonly models: RegExp | null;
  /** Models of its endpoints that are not served here: they are not listed; null: none. */
  readonly unlisted: RegExp | null;
  /** Whose wire format it speaks; the surfaces say what that serves. */
  readonly wire: Dialect;
  /** Told to who asks it for anything else. */
  readonly notServed: string;
  /** Under its base URL. */
  readonly modelsPath: string;
  /** The headers that carry it, where `dialect` is spoken with it. */
  readonly credential: (token: ProviderToken, dialect: Dialect) => Readonly<Record<string, string>>;
  /** How a rule asks one of its models. */
  readonly judgeEndpoint: Extract<SurfaceName, 'chat' | 'messages'>;
};
