// The checks of a model call: what is refused by name, what passes untouched, and what the provider gets.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { readJsonObject } from '../../../shared/http/json-body.ts';
import {
  isUsageHidden,
  providerBody,
  readModelCall,
} from '../../../shared/providers/model-call.ts';
import type { SurfaceName } from '../../../shared/wire/surfaces.ts';
import { httpRequest } from '../../support/http-request.ts';

const read = (endpoint: SurfaceName, text: string) =>
  readModelCall(endpoint, readJsonObject(httpRequest({ body: text })));
const chat = (more: string) => read('chat', `{"model":"gpt-4o","messages":[]${more}}`);

function refusal(run: () => unknown): { code: string; param: string | null } | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, param: error.param };
    throw error;
  }
}

describe('readModelCall', () => {
  it.each<[SurfaceName, string, string]>([
    ['chat', '{"messages":[]}', 'model'],
    ['chat', '{"model":["gpt"],"messages":[]}', 'model'],
    ['chat', '{"model":"","messages":[]}', 'model'],
    ['chat', `{"model":"${'x'.repeat(257)}","messages":[]}`, 'model'],
    ['chat', '{"model":1e400,"messages":[]}', 'model'],
    ['chat', '{"model":"gpt"}', 'messages'],
    ['chat', '{"model":"gpt","messages":{}}', 'messages'],
    ['chat', '{"model":"gpt","messages":null}', 'messages'],
    ['messages', '{"model":"claude","messages":"hi"}', 'messages'],
    ['embeddings', '{"model":"text-embedding-3"}', 'input'],
    ['embeddings', '{"model":"text-embedding-3","input":{}}', 'input'],
    ['embeddings', '{"model":"text-embedding-3","input":null}', 'input'],
    ['responses', '{"model":"gpt","input":7}', 'input'],
    ['responses', '{"model":"gpt","max_output_tokens":0}', 'max_output_tokens'],
  ])('%s refuses %s by %s', (endpoint, text, param) => {
    expect(refusal(() => read(endpoint, text))).toEqual({ code: 'validation_error', param });
  });

  it.each([
    ['model', '"model":"gpt-4o,o1-pro"'],
    ['model', '"model":"gpt-4o\\no1-pro"'],
    ['model', '"model":"gpt 4o"'],
    ['model', '"model":"gpt\u00e44o"'],
    ['fallbacks.0', '"model":"gpt-4o","fallbacks":[7]'],
    ['models.0', '"model":"gpt-4o","models":["a,b"]'],
    ['extra_body.model', '"model":"gpt-4o","extra_body":{"model":"a b"}'],
  ])('refuses a name of a model that can be read as another, by %s', (param, text) => {
    expect(refusal(() => read('chat', `{${text},"messages":[]}`))).toEqual({
      code: 'validation_error',
      param,
    });
  });

  it.each([
    ['stream', '"true"'],
    ['stream', '1'],
    ['n', '0'],
    ['n', '129'],
    ['n', '1000'],
    ['n', '1.5'],
    ['n', '"1"'],
    ['n', '-0'],
    ['n', '1e400'],
    ['max_tokens', '-1'],
    ['max_tokens', '1e9'],
    ['max_tokens', '9007199254740993'],
    ['max_completion_tokens', '{}'],
    ['temperature', '1e400'],
    ['temperature', '-0'],
    ['temperature', '9007199254740993'],
    ['temperature', '"hot"'],
    ['temperature', 'true'],
    ['top_p', '[]'],
    ['stream_options', '[]'],
    ['stream_options', '"x"'],
    ['stream_options', '1e400'],
  ])('refuses %s: %s', (param, value) => {
    expect(refusal(() => chat(`,"${param}":${value}`))).toEqual({
      code: 'validation_error',
      param,
    });
  });

  it('refuses a usage wish that is no flag', () => {
    expect(refusal(() => chat(',"stream_options":{"include_usage":"yes"}'))?.param).toBe(
      'stream_options.include_usage',
    );
  });

  it.each([
    '"n":1',
    '"n":128,"max_tokens":1',
    '"n":null,"max_tokens":null,"stream":null,"temperature":null,"stream_options":null',
    '"temperature":0.1000000000000000055511151231257827',
    '"seed":9007199254740993',
    '"metadata":{"a":1e400}',
    '"temperature":0,"presence_penalty":-2',
  ])('takes %s', (more) => {
    expect(refusal(() => chat(`,${more}`))).toBeNull();
  });

  it('refuses 100,000 messages', () => {
    const messages = JSON.stringify(Array(100_000).fill({ role: 'user', content: 'x' }));
    expect(refusal(() => read('chat', `{"model":"gpt","messages":${messages}}`))).toEqual({
      code: 'validation_error',
      param: 'messages',
    });
  });

  it('takes a response without input, and no stream of embeddings', () => {
    expect(read('responses', '{"model":"gpt","prompt":{"id":"p"},"stream":true}').stream).toBe(
      true,
    );
    expect(read('embeddings', '{"model":"x","input":"a","stream":true}').stream).toBe(false);
  });
});

const bodyOf = (call: Parameters<typeof providerBody>[0]) => String(providerBody(call).body);

describe('providerBody', () => {
  const sent = (more: string) => bodyOf(chat(more));

  it('gives every value back as it was written', () => {
    const text =
      '{"model":"gpt-4o","messages":[{"content":"\\ud800 é 😀"}],"seed":9007199254740993,"a":1e400,"b":-0,"c":1.0e2}';
    expect(bodyOf(read('chat', text))).toBe(text.replace('1.0e2', '100'));
  });

  it('has each key once, with the value that was checked', () => {
    expect(bodyOf(read('chat', '{"model":"gpt-1","messages":[],"model":"gpt-2"}'))).toBe(
      '{"model":"gpt-2","messages":[]}',
    );
  });

  it('passes `__proto__` and `constructor` as plain fields', () => {
    const text = '{"model":"gpt","messages":[],"__proto__":{"stream":true},"constructor":{}}';
    const call = read('chat', text);
    expect(call.stream).toBe(false);
    expect(bodyOf(call)).toBe(text);
  });

  it('asks for usage on chat streams, beside the options of the client', () => {
    expect(sent(',"stream":true')).toContain('"stream_options":{"include_usage":true}');
    expect(sent(',"stream":true,"stream_options":{"x":1,"include_usage":false}')).toContain(
      '"stream_options":{"x":1,"include_usage":true}',
    );
    expect(sent(',"__proto__":{},"stream":true')).toContain('"__proto__":{}');
  });

  it('leaves everything else as it is', () => {
    expect(sent('')).not.toContain('stream_options');
    const own = ',"stream":true,"stream_options":{"include_usage":true}';
    expect(isUsageHidden(chat(own))).toBe(false);
    expect(sent(own)).toBe(`{"model":"gpt-4o","messages":[]${own}}`);
    const response = '{"model":"gpt","input":"a","stream":true}';
    expect(bodyOf(read('responses', response))).toBe(response);
  });
});
