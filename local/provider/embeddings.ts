// POST /embeddings of the demo provider: similar texts get similar vectors, without any model.
import { createHash } from 'node:crypto';
import { isOpenaiModel, unknownModel } from './models.ts';
import { countTokens } from './prompt.ts';
import { type Body, json, openaiError, type Reply } from './reply.ts';

const DEFAULT_DIMENSIONS = 1536;
const LARGE_DIMENSIONS = 3072;

export function embeddings(body: Body): Reply {
  const { model, input, encoding_format: format } = body;
  if (!isOpenaiModel(model)) return unknownModel(model);
  const texts = textsOf(input);
  if (texts === null) return openaiError(400, "'input' is missing.", 'invalid_value', 'input');
  const asked = body['dimensions'];
  const standard = model.includes('large') ? LARGE_DIMENSIONS : DEFAULT_DIMENSIONS;
  const dimensions =
    typeof asked === 'number' && asked >= 1 ? Math.min(Math.floor(asked), standard) : standard;
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  return json({
    object: 'list',
    model,
    data: texts.map((text, index) => {
      const vector = vectorOf(text, dimensions);
      const embedding = format === 'base64' ? base64(vector) : [...vector];
      return { object: 'embedding', index, embedding };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** A text, a list of texts, a list of tokens, or a list of those. */
function textsOf(input: unknown): string[] | null {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) return null;
  if (typeof input[0] === 'number') return [input.join(' ')];
  return input.map((entry) => (Array.isArray(entry) ? entry.join(' ') : String(entry)));
}

/** Each word adds to a few places that its hash names; the sum has length one. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [''];
  for (const word of words) {
    const hash = createHash('sha256').update(word).digest();
    for (let at = 0; at < hash.length; at += 4) {
      const place = hash.readUInt32LE(at) % dimensions;
      vector[place] = (vector[place] ?? 0) + ((hash[at] ?? 0) % 2 === 0 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

const base64 = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
