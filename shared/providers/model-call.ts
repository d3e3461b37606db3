// A model call as a client sends it: the fields that we look at are checked, everything else is the provider's to judge.
import { ApiError } from '../errors/api-error.ts';
import { baseOf, type Form, type FormFile, writeForm } from '../http/form-body.ts';
import { digitsOf, isJsonObject, type JsonObject } from '../kernel/json-object.ts';
import type { Project } from '../projects/project.ts';
import type { ProviderName } from '../projects/settings.ts';
import { type SurfaceName, surfaceNamed } from '../wire/surfaces.ts';
import { assertModelIds, namedModels } from './named-models.ts';
import { routeOf } from './route-model.ts';
import type { ProviderRequest } from './transport/transport.ts';

export type ModelCall = {
  readonly endpoint: SurfaceName;
  /** Empty: the provider decides. */
  readonly model: string;
  /** Whom its name says; otherwise the model decides. */
  readonly provider?: ProviderName | null;
  readonly stream: boolean;
  /** Of a form: its fields, as texts and lists of texts. */
  readonly body: Readonly<JsonObject>;
  /** Of a form; null: the request is JSON. */
  readonly files: readonly FormFile[] | null;
};

const MAX_MODEL_LENGTH = 256;
/** More entries than any provider takes; bounds the work on a hostile list. */
const MAX_ENTRIES = 10_000;
const MAX_CHOICES = 128;
/** Above any model's context. */
const MAX_TOKENS = 10_000_000;

const COUNTS: Readonly<Record<string, number>> = {
  n: MAX_CHOICES,
  best_of: MAX_CHOICES,
  max_tokens: MAX_TOKENS,
  max_completion_tokens: MAX_TOKENS,
  max_output_tokens: MAX_TOKENS,
  max_tool_calls: MAX_TOKENS,
  dimensions: MAX_TOKENS,
};
const DECIMALS = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty'] as const;

/** `body` comes from `readJsonObject`. Throws ApiError `validation_error` with the field in `param`. */
export function readModelCall(endpoint: SurfaceName, body: JsonObject): ModelCall {
  const addressed = addressOf(endpoint, body);
  assertModelIds(namedModels(body));
  checkContent(endpoint, body);
  for (const [field, max] of Object.entries(COUNTS)) checkCount(body, field, max);
  for (const field of DECIMALS) checkDecimal(body, field);
  const stream = body['stream'] ?? false;
  if (typeof stream !== 'boolean') throw wrong('stream', 'must be true or false');
  checkStreamOptions(body);
  const streams = stream && surfaceNamed(endpoint).stream !== null;
  return { endpoint, ...addressed, stream: streams, body, files: null };
}

/** The same for a form, whose values are texts. Its numbers are the provider's to judge. */
export function readFormCall(endpoint: SurfaceName, { fields, files }: Form): ModelCall {
  const body = { ...fields };
  const addressed = addressOf(endpoint, body);
  assertModelIds(namedModels(formView(fields)));
  checkContent(endpoint, body);
  const stream = body['stream'] ?? 'false';
  if (stream !== 'true' && stream !== 'false') throw wrong('stream', 'must be true or false');
  const streams = stream === 'true' && surfaceNamed(endpoint).stream !== null;
  return { endpoint, ...addressed, stream: streams, body, files };
}

/** A form's fields by what they name: `include[]` is `include`. */
export const formView = (fields: Readonly<JsonObject>): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [baseOf(name), value]));

/** What is asked for, and of whom: by name, or by leaving it to the provider that these endpoints are of. */
function addressOf(
  endpoint: SurfaceName,
  { model }: JsonObject,
): Pick<ModelCall, 'model' | 'provider'> {
  if ((model === undefined || model === null) && surfaceNamed(endpoint).mayOmitModel)
    return { model: '', provider: 'openai' };
  if (typeof model !== 'string' || model.length === 0 || model.length > MAX_MODEL_LENGTH)
    throw wrong('model', `must be text of 1 to ${MAX_MODEL_LENGTH} characters`);
  return { model };
}

const wrong = (param: string, phrase: string): ApiError =>
  new ApiError('validation_error', { message: `${param} ${phrase}.`, param });

function checkContent(endpoint: SurfaceName, body: JsonObject): void {
  const { field: param, isRequired, holds } = surfaceNamed(endpoint).conversation;
  const content = body[param] ?? null;
  if (content === null && !isRequired) return;
  if (body[param] === undefined) throw wrong(param, 'is required');
  if (holds !== 'list' && typeof content === 'string') return;
  if (holds === 'text' || !Array.isArray(content)) throw wrong(param, `must be ${PHRASE[holds]}`);
  if (content.length > MAX_ENTRIES) throw wrong(param, `must have at most ${MAX_ENTRIES} entries`);
}

const PHRASE = { text: 'text', list: 'a list', either: 'text or a list' } as const;

/** A number that a double cannot hold is an object by now (`JSON.rawJSON`), so it is no integer. */
function checkCount(body: JsonObject, field: string, max: number): void {
  const value = body[field] ?? 1;
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > max)
    throw wrong(field, `must be an integer from 1 to ${max}`);
}

/** More digits than a double has are fine; infinity, minus zero and what is no number are not. */
function checkDecimal(body: JsonObject, field: string): void {
  const value = body[field] ?? 0;
  const number = typeof value === 'number' ? value : rawNumber(value);
  if (!(Math.abs(number) < Number.MAX_SAFE_INTEGER) || Object.is(number, -0))
    throw wrong(field, 'must be a number in its range');
}

const rawNumber = (value: unknown): number => Number(digitsOf(value) ?? Number.NaN);

function checkStreamOptions(body: JsonObject): void {
  const options = body['stream_options'] ?? {};
  if (!isJsonObject(options)) throw wrong('stream_options', 'must be an object');
  if (typeof (options['include_usage'] ?? false) !== 'boolean')
    throw wrong('stream_options.include_usage', 'must be true or false');
}

/**
 * The call with its model as the provider knows it, and the provider that its name says, if any. Restrictions are
 * compared with this model, never with the spelling.
 */
export function addressedCall(
  call: ModelCall,
  project: Pick<Project, 'modelProviders'>,
): ModelCall {
  if (call.model === '') return call;
  const { provider, model } = routeOf(call.model, project);
  if (model === call.model) return call;
  return { ...call, model, provider, body: { ...call.body, model } };
}

/** True when the usage chunk is for us alone, and the client must not see it. */
export const isUsageHidden = ({ endpoint, stream, body }: ModelCall): boolean =>
  stream &&
  surfaceNamed(endpoint).stream?.hasUsageChunk === true &&
  streamOptions(body)['include_usage'] !== true;

/** The body for the provider, written once: duplicate keys are gone, so nobody reads another value than we did. */
export function providerBody(
  call: ModelCall,
): Pick<ProviderRequest, 'body'> & { contentType: string } {
  if (call.files !== null)
    return writeForm({ fields: call.body as Form['fields'], files: call.files });
  const { body } = call;
  const told = isUsageHidden(call)
    ? { ...body, stream_options: { ...streamOptions(body), include_usage: true } }
    : body;
  return { contentType: 'application/json', body: JSON.stringify(told) };
}

const streamOptions = (body: Readonly<JsonObject>): JsonObject =>
  (body['stream_options'] ?? {}) as JsonObject;
