// A sound request for every operation of the data plane; a new one has to say what it is called with.
import type { DataOperation } from '../../shared/api/data-routes.ts';
import { FORM_TYPE, formWith } from '../support/multipart.ts';

const messages = [{ role: 'user', content: 'Ahoy' }];

/** A JSON body, the fields of a form with a file, or null: none. */
export type DataCall =
  | { readonly json: object }
  | { readonly form: Readonly<Record<string, string>>; readonly file: string }
  | null;

const CALLS: Readonly<Record<DataOperation, DataCall>> = {
  createChatCompletion: { json: { model: 'gpt-4o', messages } },
  createResponse: { json: { model: 'gpt-4o', input: 'Ahoy' } },
  compactResponse: { json: { model: 'gpt-4o', input: 'Ahoy' } },
  countInputTokens: { json: { model: 'gpt-4o', input: 'Ahoy' } },
  retrieveResponse: null,
  deleteResponse: null,
  cancelResponse: null,
  listInputItems: null,
  createCompletion: { json: { model: 'gpt-3.5-turbo-instruct', prompt: 'Ahoy' } },
  createEmbedding: { json: { model: 'text-embedding-3-small', input: 'Ahoy' } },
  createModeration: { json: { input: 'Ahoy' } },
  createImage: { json: { model: 'gpt-image-2', prompt: 'Ahoy' } },
  createImageEdit: { form: { model: 'gpt-image-2', prompt: 'Ahoy' }, file: 'image' },
  createImageVariation: { form: { model: 'gpt-image-2' }, file: 'image' },
  createSpeech: { json: { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Ahoy' } },
  createTranscription: { form: { model: 'whisper-1' }, file: 'file' },
  createTranslation: { form: { model: 'whisper-1' }, file: 'file' },
  createMessage: { json: { model: 'claude-mock', max_tokens: 16, messages } },
  countMessageTokens: { json: { model: 'claude-mock', messages } },
  listModels: null,
  getModel: null,
  getKey: null,
};

export function dataCall(operation: string): DataCall {
  const call = CALLS[operation as DataOperation];
  if (call === undefined) throw new Error(`nothing is known of ${operation}`);
  return call;
}

/** Bytes that are no text. */
const FILE_BYTES = Buffer.from([0, 0xff, 0x0d, 0x0a, 0x2d, 0x2d, 0x80, 0x7f]);

/** What goes over the wire. `more`: further members or fields. */
export function wireBody(
  call: Exclude<DataCall, null>,
  more: Readonly<Record<string, unknown>> = {},
): { readonly body: string | Buffer; readonly type: string } {
  if ('json' in call)
    return { body: JSON.stringify({ ...call.json, ...more }), type: 'application/json' };
  const texts = Object.entries(more).map(([name, value]) => [name, String(value)]);
  const fields = { ...call.form, ...Object.fromEntries(texts) };
  const file = { name: call.file, value: FILE_BYTES, filename: 'it.bin', type: 'audio/wav' };
  return { body: formWith(fields, file), type: FORM_TYPE };
}

/** The path of a request, parameters filled in. */
export const dataPath = (path: string, modelId = 'gpt-mock'): string =>
  path.replace('{model_id}', modelId).replace('{response_id}', 'resp_mock');
