// Every model that a request may end up with: a key that is restricted to a model must not reach another by any of them.
import { ApiError } from '../errors/api-error.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Their value names models: a text, a list, or a map from a model to those that step in for it. */
const NAMES_MODELS = /^(?:model|models|(?:[a-z]+_)*fallbacks?(?:_models?)?)$/;

/** What the conversation, tools' arguments and schemas say is no choice of a model. */
const OPAQUE: ReadonlySet<string> = new Set([
  'input',
  'input_schema',
  'messages',
  'metadata',
  'parameters',
  'response_format',
  'schema',
]);

/** Visible ASCII without a comma, which some providers read as a list. */
const MODEL_ID = /^[!-+\--~]{1,256}$/;

export type NamedModel = { readonly model: unknown; readonly param: string };

/** The request's own model first. Besides it some providers take fallbacks, models of tools and of plugins. */
export function namedModels(body: JsonObject): NamedModel[] {
  const found: NamedModel[] = [];
  look(body, '', found);
  return found.toSorted((a, b) => Number(b.param === 'model') - Number(a.param === 'model'));
}

function look(value: unknown, path: string, found: NamedModel[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (OPAQUE.has(name)) continue;
    const param = path === '' ? name : `${path}.${name}`;
    if (NAMES_MODELS.test(name)) collect(member, param, found);
    else look(member, param, found);
  }
}

/** Switches (`true`, null) name nothing. */
function collect(value: unknown, param: string, found: NamedModel[]): void {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) collect(entry, `${param}.${index}`, found);
  } else if (typeof value === 'object' && value !== null && !Object.hasOwn(value, 'rawJSON')) {
    if (Object.hasOwn(value, 'model')) look(value, param, found);
    else
      for (const [name, member] of Object.entries(value)) {
        found.push({ model: name, param });
        collect(member, `${param}.${name}`, found);
      }
  } else if (value !== null && typeof value !== 'boolean') found.push({ model: value, param });
}

/** Throws ApiError `validation_error` for what no provider may read as another model than we do. */
export function assertModelIds(named: readonly NamedModel[]): void {
  const wrong = named.find(({ model }) => typeof model !== 'string' || !MODEL_ID.test(model));
  if (wrong !== undefined)
    throw new ApiError('validation_error', {
      message: `${wrong.param} must be a model id: 1 to 256 visible characters without a comma.`,
      param: wrong.param,
    });
}
