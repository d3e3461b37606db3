// Which kept objects a request names: wherever they hide, and never in a text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedObjects } from '../../../shared/objects/named-objects.ts';

const paramsOf = (body: object): string[] =>
  namedObjects(body as Record<string, unknown>).map(({ param }) => param);

const RESP = 'resp_68f1c2a9b7d04e5f';
const FILE = 'file-8XkQm2Zt5LwN9pRs';

describe('an object that is named', () => {
  it.each([
    ['previous_response_id', { previous_response_id: RESP }],
    ['previous_response_id', { previous_response_id: 'anything at all' }],
    ['conversation', { conversation: 'conv_1' }],
    ['conversation.id', { conversation: { id: 'conv_1' } }],
    ['prompt.id', { prompt: { id: 'pmpt_1', variables: { a: 'b' } } }],
    ['container', { container: 'container_011CPZ' }],
    ['container.id', { container: { id: 'container_011CPZ', skills: [] } }],
    ['container.skills.0.skill_id', { container: { skills: [{ type: 'custom', skill_id: 's' }] } }],
    ['input.0.content.1.file_id', input({ type: 'input_file', file_id: FILE })],
    ['input.0.content.1.file_id', input({ type: 'input_image', file_id: 'img' })],
    ['messages.0.content.0.file.file_id', chat({ type: 'file', file: { file_id: FILE } })],
    [
      'messages.0.content.0.source.file_id',
      chat({ type: 'document', source: { type: 'file', file_id: 'file_011C' } }),
    ],
    ['messages.0.audio.id', { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] }],
    ['tools.0.vector_store_ids.1', tool({ type: 'file_search', vector_store_ids: ['', 'vs_2'] })],
    ['tools.0.container', tool({ type: 'code_interpreter', container: 'cntr_1' })],
    ['tools.0.container.file_ids.0', tool({ container: { type: 'auto', file_ids: [FILE] } })],
    ['tools.0.input_image_mask.file_id', tool({ input_image_mask: { file_id: FILE } })],
    ['tool_resources.file_search.vector_store_ids.0', resources(['vs_1'])],
    ['input.0.id', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['input.0.id', { input: [{ id: 'msg_1' }] }],
    ['input.0.id', { input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] }],
    ['input.0.id', { input: [{ type: 'image_generation_call', id: 'ig_1', result: null }] }],
    ['input.0.id', { input: [{ type: 'message', role: 'user', id: 'msg_1' }] }],
    ['input.0.output.0.file_id', { input: [{ output: [{ type: 'input_file', file_id: FILE }] }] }],
    ['a_new_field', { a_new_field: RESP }],
    ['deep.inside.0.anything', { deep: { inside: [{ anything: 'vs_68f1c2a9b7' }] } }],
    ['lists.0', { lists: [FILE] }],
  ])('is found at %s: %j', (param, body) => {
    expect(paramsOf(body)).toContain(param);
  });
});

describe('what is no name of an object', () => {
  it.each([
    [{ input: RESP, instructions: FILE, user: RESP, model: `ft:gpt-4o:${FILE}` }],
    [{ messages: [{ role: 'user', content: RESP, name: FILE }] }],
    [chat({ type: 'text', text: RESP })],
    [{ metadata: { file_id: FILE, last: RESP } }],
    [{ prompt: RESP }],
    [{ input: [{ type: 'message', role: 'assistant', id: 'msg_1', content: [{ text: 'x' }] }] }],
    [{ input: [{ type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAA' }] }],
    [{ input: [{ type: 'function_call', id: 'fc_1', call_id: 'call_1', arguments: '{}' }] }],
    [{ input: [{ type: 'function_call_output', call_id: 'call_1', output: RESP }] }],
    [{ messages: [{ tool_calls: [{ id: 'call_1', type: 'function', function: {} }] }] }],
    [chat({ type: 'tool_use', id: 'toolu_1', name: 'read', input: { file_id: FILE, a: RESP } })],
    [chat({ type: 'tool_result', tool_use_id: 'toolu_1', content: RESP })],
    [tool({ function: { name: 'f', parameters: { properties: { file_id: { const: FILE } } } } })],
    [tool({ name: 'f', input_schema: { properties: { x: { default: RESP } } } })],
    [{ text: { format: { type: 'json_schema', schema: { const: RESP } } } }],
    [tool({ type: 'mcp', server_label: 'x', connector_id: 'connector_gmail' })],
    [{ container: { skills: [{ type: 'anthropic', skill_id: 'pptx', version: 'latest' }] } }],
    [{ include: ['file_search_call.results'], service_tier: 'auto', store: true }],
    [{ stop: [RESP], modalities: ['text'], audio: { voice: 'alloy', format: 'mp3' } }],
  ])('%j', (body) => {
    expect(namedObjects(body as Record<string, unknown>)).toEqual([]);
  });
});

describe('generated requests', () => {
  const field = fc.constantFrom('a', 'options', 'entries', 'settings', 'source', 'x-new');
  const id = fc
    .tuple(fc.constantFrom('resp_', 'conv_', 'file-', 'vs_', 'cntr_'), fc.uuid())
    .map(([kind, uuid]) => kind + uuid.replaceAll('-', ''));
  const place = fc.array(fc.oneof(field, fc.nat({ max: 2 })), { minLength: 1, maxLength: 6 });
  const plant = (path: readonly (string | number)[], value: unknown): unknown =>
    path.reduceRight<unknown>(
      (inner, key) =>
        typeof key === 'number'
          ? [...Array.from({ length: key }, () => 'x'), inner]
          : { [key]: inner },
      value,
    );

  it('hide an id nowhere: unknown members count, at any depth', () => {
    fc.assert(
      fc.property(place, id, (path, name) => {
        const body = { root: plant(path, name) };
        expect(namedObjects(body)).toEqual([{ name, param: ['root', ...path].join('.') }]);
      }),
    );
  });

  it('say an id in a text at any place without naming it', () => {
    const text = fc.constantFrom('text', 'content', 'arguments', 'instructions', 'description');
    fc.assert(
      fc.property(place, text, id, (path, member, name) => {
        expect(namedObjects({ root: plant(path, { [member]: name, other: 1 }) })).toEqual([]);
      }),
    );
  });
});

function input(part: object) {
  return { input: [{ role: 'user', content: [{ type: 'input_text', text: 'x' }, part] }] };
}
function chat(part: object) {
  return { messages: [{ role: 'user', content: [part] }] };
}
function tool(definition: object) {
  return { tools: [definition] };
}
function resources(vector_store_ids: string[]) {
  return { tool_resources: { file_search: { vector_store_ids } } };
}
