// The settings of a project, each declared once: its names, what holds when nobody said, how it is read from a store.
import { isRateLimit } from '../contracts/rate-limit.ts';
import { isObject } from '../kernel/is-object.ts';

/** `openai`, `anthropic`, or a name that a project maps model prefixes to. */
export type ProviderName = string;

export const STORE_FAILURE_POLICIES = ['closed', 'open'] as const;
/** Whose objects at a provider a call may name: the project's own, or any of the provider's account. */
export const OBJECT_OWNERS = ['own', 'any'] as const;
export const STREAMING_MODES = ['auto', 'incremental', 'buffered'] as const;

type Setting<Property extends string, Value> = {
  /** Its name in the code and in a stored item, where null is an absent attribute. */
  readonly property: Property;
  readonly fallback: Value;
  /** From a stored item; undefined: it cannot be read, and must never turn into no restriction. */
  readonly read: (stored: unknown) => Value | undefined;
};

const setting = <Property extends string, Value>(
  property: Property,
  fallback: Value,
  read: (stored: unknown) => Value | undefined,
): Setting<Property, Value> => ({ property, fallback, read });

/** By the name that stands on the wire and in the audit. */
const projectSettings = {
  description: setting('description', null, text),
  /** IPv4, IPv6 or CIDR; null: no restriction. */
  allowed_ips: setting('allowedIps', null, list),
  /** Exact ids, or prefixes that end in `*`, for all its keys; null: every model. */
  allowed_models: setting('allowedModels', null, list),
  /** Model prefix → provider, before the built-in mapping; the longest prefix wins. */
  model_providers: setting('modelProviders', {}, providers),
  /** Requests per minute over all its keys; null: no limit. */
  rate_limit_rpm: setting('rateLimitRpm', null, rateLimit),
  /** While permits cannot be counted: refuse calls, or let them pass. Also for limits of its keys. */
  rate_limit_on_store_failure: setting(
    'rateLimitOnStoreFailure',
    'closed',
    oneOf(STORE_FAILURE_POLICIES),
  ),
  /** How an answer's stream passes its rules: as soon as they allow, or as a whole. */
  streaming_mode: setting('streamingMode', 'auto', oneOf(STREAMING_MODES)),
  /** The rules for requests see every message, not only the newest. */
  filter_all_messages: setting('filterAllMessages', false, flag),
  /** `any` is for a project that is alone on its provider account. */
  provider_objects: setting('providerObjects', 'own', oneOf(OBJECT_OWNERS)),
  /** Made elsewhere, and allowed besides its own: names, or beginnings that end in `*`; null: none. */
  allowed_objects: setting('allowedObjects', null, list),
};

type Settings = typeof projectSettings;
export type SettingField = keyof Settings;
export type SettingValue<F extends SettingField> = Exclude<
  ReturnType<Settings[F]['read']>,
  undefined
>;
export type ProjectSettings = {
  readonly [F in SettingField as Settings[F]['property']]: SettingValue<F>;
};
/** By their names on the wire. */
export type SettingFields = { readonly [F in SettingField]: SettingValue<F> };
/** What a request says of them. */
export type SettingsBody = { readonly [F in SettingField]?: SettingValue<F> | undefined };

const entries = Object.entries(projectSettings) as readonly [
  SettingField,
  Setting<keyof ProjectSettings, unknown>,
][];

/** Of a new project. */
export const newSettings = (body: SettingsBody): ProjectSettings =>
  Object.fromEntries(
    entries.map(([field, { property, fallback }]) => [property, body[field] ?? fallback]),
  ) as ProjectSettings;

/** Only what was sent: a field that is absent stays as it is. */
export const changedSettings = (body: SettingsBody): Partial<ProjectSettings> =>
  Object.fromEntries(
    entries.flatMap(([field, { property }]) =>
      body[field] === undefined ? [] : [[property, body[field]]],
    ),
  );

export const settingFields = (project: ProjectSettings): SettingFields =>
  Object.fromEntries(
    entries.map(([field, { property }]) => [field, project[property]]),
  ) as SettingFields;

/** The settings of a project, and nothing else of it. */
export const settingsOf = (project: ProjectSettings): ProjectSettings =>
  Object.fromEntries(
    entries.map(([, { property }]) => [property, project[property]]),
  ) as ProjectSettings;

/** From a stored item. `corrupt` makes the error for a setting that cannot be read. */
export const readSettings = (
  item: Readonly<Record<string, unknown>>,
  corrupt: (property: string) => Error,
): ProjectSettings =>
  Object.fromEntries(
    entries.map(([, { property, read }]) => {
      const value = read(item[property]);
      if (value === undefined) throw corrupt(property);
      return [property, value];
    }),
  ) as ProjectSettings;

function text(stored: unknown = null): string | null | undefined {
  return stored === null || typeof stored === 'string' ? stored : undefined;
}

function list(stored: unknown): readonly string[] | null | undefined {
  if (stored === undefined) return null;
  if (!Array.isArray(stored) || stored.length === 0) return undefined;
  return stored.every((entry) => typeof entry === 'string') ? stored : undefined;
}

function providers(stored: unknown): Readonly<Record<string, ProviderName>> | undefined {
  if (!isObject(stored)) return undefined;
  const names = Object.values(stored);
  return names.every((name) => typeof name === 'string' && name !== '')
    ? (stored as Record<string, ProviderName>)
    : undefined;
}

function rateLimit(stored: unknown): number | null | undefined {
  if (stored === undefined) return null;
  return isRateLimit(stored) ? stored : undefined;
}

/** Absent on projects that are older than the setting: the first word. */
function oneOf<Word extends string>(words: readonly Word[]) {
  return (stored: unknown = words[0]): Word | undefined => words.find((word) => word === stored);
}

/** Absent on projects that are older than the setting. */
function flag(stored: unknown = false): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined;
}
