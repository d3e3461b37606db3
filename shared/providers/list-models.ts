// Asks one provider which models it offers, and reads both wire formats into one.
import { ApiError } from '../errors/api-error.ts';
import type { ProviderName } from '../projects/settings.ts';
import { providerNamed } from './known/known.ts';
import type { ProviderToken } from './provider-token.ts';
import { collect } from './transport/collect.ts';
import { decodedAnswer } from './transport/decoded-answer.ts';
import type { Base, ProviderAnswer, SendToProvider } from './transport/transport.ts';

/** OpenAI's form of a model. */
export type Model = {
  readonly id: string;
  readonly object: 'model';
  /** Epoch seconds. */
  readonly created: number;
  readonly owned_by: string;
  /** For people; absent: the provider tells none. */
  readonly display_name?: string;
} & Sizes;

const SIZES = [
  'context_window',
  'context_length',
  'max_context_length',
  'max_model_len',
  'max_input_tokens',
  'max_output_tokens',
  'max_tokens',
] as const;
/** Tokens that fit in, and that may come out, under the names that providers have for them. */
type Sizes = { readonly [Size in (typeof SIZES)[number]]?: number };

const MAX_TITLE_LENGTH = 200;

const MAX_LIST_BYTES = 4 * 1024 * 1024;
const MAX_ID_LENGTH = 256;

/** The raw answer; its body has to be read or destroyed. Throws ApiError like the transport. */
export const requestModels = (
  provider: ProviderName,
  base: Base,
  token: ProviderToken,
  send: SendToProvider,
): Promise<ProviderAnswer> => {
  const { modelsPath, credential, wire } = providerNamed(provider);
  return send({
    method: 'GET',
    base,
    path: modelsPath,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'collie-gateway',
      ...credential(token, wire),
    },
    body: '',
  });
};

/** Throws ApiError `upstream_error` for any answer but a list. */
export async function readModels(provider: ProviderName, answer: ProviderAnswer): Promise<Model[]> {
  const { status, body } = decodedAnswer(answer);
  if (status !== 200) {
    body.destroy();
    throw new ApiError('upstream_error', { cause: new Error(`models answered ${status}`) });
  }
  const entries = entriesOf(await collect(body, MAX_LIST_BYTES));
  return entries.flatMap((entry) => toModel(provider, entry) ?? []);
}

function entriesOf(bytes: Buffer): unknown[] {
  try {
    const { data } = JSON.parse(bytes.toString('utf8')) as { data?: unknown };
    if (Array.isArray(data)) return data;
  } catch {
    // Not JSON, or null: told below.
  }
  throw new ApiError('upstream_error', { cause: new Error('models answered no list') });
}

function toModel(provider: ProviderName, entry: unknown): Model | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { id, created, created_at, owned_by } = entry as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) return null;
  return {
    id,
    object: 'model',
    created: epochSecondsOf(created ?? created_at),
    owned_by: typeof owned_by === 'string' ? owned_by : provider,
    ...titleOf(entry as Record<string, unknown>),
    ...sizesOf(entry as Record<string, unknown>),
  };
}

const titleOf = ({ display_name: title }: Readonly<Record<string, unknown>>) =>
  typeof title === 'string' && title.length <= MAX_TITLE_LENGTH ? { display_name: title } : {};

const sizesOf = (entry: Readonly<Record<string, unknown>>): Sizes =>
  Object.fromEntries(
    SIZES.flatMap((name) => {
      const size = entry[name];
      return typeof size === 'number' && Number.isSafeInteger(size) ? [[name, size]] : [];
    }),
  );

/** OpenAI gives seconds, Anthropic an ISO time; 0 when it is neither. */
function epochSecondsOf(value: unknown): number {
  const seconds = typeof value === 'string' ? Date.parse(value) / 1000 : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.floor(seconds) : 0;
}
