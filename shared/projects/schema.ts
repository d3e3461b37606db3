// The wire forms of a project: what may be sent, and what is answered.
import * as z from 'zod/mini';
import {
  allowedIps,
  allowedModels,
  description,
  must,
  name,
  rateLimitRpm,
  time,
} from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import {
  OBJECT_OWNERS,
  type SettingField,
  type SettingValue,
  STORE_FAILURE_POLICIES,
  STREAMING_MODES,
} from './settings.ts';

const PREFIX = 'a map whose keys are the beginnings of model ids, 1 to 128 visible characters';
const PROVIDER = 'a provider name: lower-case letters, digits and hyphens, at most 32';
const MAPPING = 'a map of at most 50 model prefixes to provider names';

/** Also the form of a provider token's `provider`. */
export const providerName = z
  .string(must(PROVIDER))
  .check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, must(PROVIDER)));

const modelProviders = z
  .record(z.string().check(z.regex(/^[!-~]{1,128}$/, must(PREFIX))), providerName, must(MAPPING))
  .check(z.refine((map) => Object.keys(map).length <= 50, must(MAPPING)));

const OBJECT = 'an id, or the beginning of one followed by *';
const OBJECTS = 'a list of 1 to 100 ids, or null';

const allowedObjects = z.nullable(
  z
    .array(z.string(must(OBJECT)).check(z.regex(/^[\w-]{1,250}\*?$/, must(OBJECT))), must(OBJECTS))
    .check(z.minLength(1, must(OBJECTS)), z.maxLength(100, must(OBJECTS))),
);

/** A setting that is missing here, or has another type, does not compile. */
type SettingForms<Absent> = {
  readonly [F in SettingField]: z.ZodMiniType<SettingValue<F> | Absent>;
};

const changeable = {
  description: z.optional(description),
  allowed_ips: z.optional(allowedIps),
  allowed_models: z.optional(allowedModels),
  model_providers: z.optional(modelProviders),
  rate_limit_rpm: z.optional(rateLimitRpm),
  rate_limit_on_store_failure: z.optional(z.enum(STORE_FAILURE_POLICIES, must('closed or open'))),
  streaming_mode: z.optional(z.enum(STREAMING_MODES, must('auto, incremental or buffered'))),
  filter_all_messages: z.optional(z.boolean(must('true or false'))),
  provider_objects: z.optional(z.enum(OBJECT_OWNERS, must('own or any'))),
  allowed_objects: z.optional(allowedObjects),
} satisfies SettingForms<undefined>;

export const createProjectBody = z.strictObject({ name, ...changeable });
export const updateProjectBody = z.strictObject({
  name: z.optional(name),
  is_active: z.optional(z.boolean(must('true or false'))),
  ...changeable,
});

export const listProjectsQuery = z.strictObject({
  ...pageFields,
  is_active: z.optional(z.enum(['true', 'false'], must('true or false'))),
});

export type ListProjectsQuery = z.output<typeof listProjectsQuery>;
export type CreateProjectBody = z.output<typeof createProjectBody>;
export type UpdateProjectBody = z.output<typeof updateProjectBody>;

const shownSettings = {
  description: z.nullable(z.string()),
  allowed_ips: z.nullable(z.array(z.string())),
  allowed_models: z.nullable(z.array(z.string())),
  model_providers: z.record(z.string(), z.string()),
  rate_limit_rpm: z.nullable(z.int()),
  rate_limit_on_store_failure: z.enum(STORE_FAILURE_POLICIES),
  streaming_mode: z.enum(STREAMING_MODES),
  filter_all_messages: z.boolean(),
  provider_objects: z.enum(OBJECT_OWNERS),
  allowed_objects: z.nullable(z.array(z.string())),
} satisfies SettingForms<never>;

const projectFields = {
  id: z.string(),
  name: z.string(),
  is_active: z.boolean(),
  ...shownSettings,
  policy: z.nullable(z.strictObject({ policy_id: z.string(), version: z.int() })),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
  revision: z.int(),
};
export const projectAnswer = z.strictObject(projectFields);
/** To a repeated request: what the first one created, without the key. */
export const replayedProjectAnswer = z.strictObject({
  ...projectFields,
  api_key: z.strictObject({ id: z.string(), name: z.string(), masked_key: z.string() }),
  idempotent_replay: z.literal(true),
});
/** The first key is shown in full here and nowhere else. */
export const createdProjectAnswer = z.strictObject({
  ...projectFields,
  api_key: z.strictObject({
    id: z.string(),
    name: z.string(),
    key: z.string(),
    masked_key: z.string(),
  }),
});
export const listProjectsAnswer = z.strictObject({
  projects: z.array(projectAnswer),
  ...listFields,
});

export type ProjectAnswer = z.output<typeof projectAnswer>;
export type CreatedProjectAnswer = z.output<typeof createdProjectAnswer>;
