// Uploads: fields under admission and rules, files byte for byte, and what is wrong refused before a provider is asked.
import { describe, expect, it } from 'vitest';
import { mockForFile } from '../../support/mock-for-file.ts';
import { FORM_TYPE, formWith, multipart } from '../../support/multipart.ts';
import { savedVersion } from '../../support/policies.ts';
import { policyProxyAt } from '../../support/policy-proxy.ts';
import { errorOf, type ProxyUnderTest, proxyAt } from '../../support/proxy.ts';
import { usageProxyAt } from '../../support/usage-proxy.ts';

const PATH = '/v1/audio/transcriptions';
const mock = await mockForFile();

const SOUND = Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 31) % 256));
const file = { name: 'file', value: SOUND, filename: 'talk.wav', type: 'audio/wav' };
const send = (proxy: ProxyUnderTest, body: Buffer, resource = PATH, type = FORM_TYPE) =>
  proxy.call({
    resource,
    headers: { 'content-type': type },
    body: body.toString('base64'),
    isBase64Encoded: true,
  });

/** What the provider was sent, read by another parser than ours. */
async function seenForm(): Promise<FormData> {
  const request = mock.requests.at(-1);
  const type = request?.headers['content-type'] ?? '';
  const body = new Uint8Array(request?.bytes ?? []);
  return new Response(body, { headers: { 'content-type': type } }).formData();
}

const masking = savedVersion([
  {
    rule_type: 'regex',
    direction: 'inbound',
    decision: 'mask',
    config: { patterns: [{ pattern: 'rum', replacement: '[X]' }] },
  },
  {
    rule_type: 'regex',
    direction: 'inbound',
    decision: 'block',
    config: { patterns: [{ pattern: 'pirate' }] },
  },
]);

describe('a form', () => {
  it('comes to the provider with every field and byte, in a form of ours', async () => {
    const proxy = proxyAt(mock.origin);
    const fields = { model: 'whisper-1', prompt: 'Ahoy “you”\nthere', temperature: '0' };
    const body = multipart([
      ...Object.entries(fields).map(([name, value]) => ({ name, value })),
      { name: 'timestamp_granularities[]', value: 'word' },
      { name: 'timestamp_granularities[]', value: 'segment' },
      file,
    ]);
    const answer = await send(proxy, body);
    expect([answer.status, JSON.parse(answer.text).usage]).toEqual([
      200,
      { type: 'duration', seconds: 3 },
    ]);
    const form = await seenForm();
    for (const [name, value] of Object.entries(fields)) expect(form.get(name)).toBe(value);
    expect(form.getAll('timestamp_granularities[]')).toEqual(['word', 'segment']);
    const sent = form.get('file') as File;
    expect([sent.name, sent.type]).toEqual(['talk.wav', 'audio/wav']);
    expect(Buffer.from(await sent.arrayBuffer()).equals(SOUND)).toBe(true);
    expect(mock.requests[0]?.url).toBe(PATH);
    expect(mock.requests[0]?.body).not.toContain('client-boundary');
  });

  it('is under rules: its texts, and the names of its files', async () => {
    const proxy = policyProxyAt(mock.origin, [masking]);
    const fields = { model: 'whisper-1', prompt: 'yo ho rum' };
    await send(proxy, formWith(fields, { ...file, filename: 'rum.wav' }));
    const form = await seenForm();
    expect(form.get('prompt')).toBe('yo ho [X]');
    expect((form.get('file') as File).name).toBe('[X].wav');

    mock.reset();
    for (const [name, filename] of [
      ['a pirate', 'a.wav'],
      ['fine', 'pirate.wav'],
    ] as const) {
      const bad = formWith({ model: 'whisper-1', prompt: name }, { ...file, filename });
      const answer = await send(proxy, bad);
      expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'content_blocked']);
    }
    expect(mock.requests).toEqual([]);
  });

  it('is counted: a request, with what the provider told', async () => {
    const proxy = usageProxyAt(mock.origin);
    await send(proxy, formWith({ model: 'whisper-1' }, file));
    expect(proxy.opened.map(({ model }) => model)).toEqual(['whisper-1']);
    expect(proxy.settled).toMatchObject([{ outcome: 'ok' }]);
  });

  it('that is wrong is refused with the part, and nobody is asked', async () => {
    const proxy = usageProxyAt(mock.origin);
    const model = { name: 'model', value: 'whisper-1' };
    for (const [body, status, code, param, type] of [
      [multipart([model, model, file]), 400, 'invalid_request', 'model'],
      [multipart([file]), 422, 'validation_error', 'model'],
      [multipart([model, { ...file, name: 'prompt' }]), 400, 'invalid_request', 'prompt'],
      [
        multipart([model, { name: 'stream', value: 'yes' }, file]),
        422,
        'validation_error',
        'stream',
      ],
      [
        multipart([{ name: 'model', value: 'whisper-1,o1' }, file]),
        422,
        'validation_error',
        'model',
      ],
      [multipart([model, file]).subarray(0, 300), 400, 'invalid_request', null],
      [multipart([model, file]), 400, 'invalid_request', null, 'multipart/form-data'],
    ] as const) {
      const answer = await send(proxy, body, PATH, type);
      expect([answer.status, errorOf(answer)]).toMatchObject([status, { code, param }]);
    }
    const json = await proxy.call({ resource: PATH, body: '{"model":"whisper-1"}' });
    expect([json.status, errorOf(json)['code']]).toEqual([415, 'unsupported_media_type']);
    expect(mock.requests).toEqual([]);
    expect(proxy.opened).toEqual([]);
  });

  it('of bytes that are no base64 is refused', async () => {
    const proxy = proxyAt(mock.origin);
    const headers = { 'content-type': FORM_TYPE };
    const answer = await proxy.call({
      resource: PATH,
      headers,
      body: '***',
      isBase64Encoded: true,
    });
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'invalid_request']);
  });

  it('that is no sound passes: the provider’s answer is the client’s', async () => {
    mock.fallback = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":{"message":"Invalid file format.","type":"x","param":"file","code":null}}');
    const answer = await send(proxyAt(mock.origin), formWith({ model: 'whisper-1' }, file));
    expect([answer.status, errorOf(answer)['message']]).toEqual([400, 'Invalid file format.']);
  });

  it('takes a JSON body where the endpoint does', async () => {
    const proxy = proxyAt(mock.origin);
    const edit = { model: 'gpt-image-2', prompt: 'Ahoy', images: [{ image_url: 'data:,x' }] };
    const resource = '/v1/images/edits';
    expect((await proxy.call({ resource, body: JSON.stringify(edit) })).status).toBe(200);
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toEqual(edit);
    const body = formWith({ model: 'gpt-image-2', prompt: 'Ahoy' }, { ...file, name: 'image[]' });
    expect((await send(proxy, body, resource)).status).toBe(200);
    expect((await seenForm()).get('image[]')).toBeInstanceOf(File);
  });
});

describe('a key that may call some models', () => {
  const restricted = () => {
    const proxy = proxyAt(mock.origin);
    const restrictions = { ...proxy.principal.restrictions, models: ['whisper-1'] };
    proxy.principal = { ...proxy.principal, restrictions };
    return proxy;
  };

  it('is held to them in forms, too, however they are spelled', async () => {
    const proxy = restricted();
    expect((await send(proxy, formWith({ model: 'whisper-1' }, file))).status).toBe(200);
    mock.reset();
    for (const fields of [
      { model: 'gpt-4o-transcribe' },
      { model: 'whisper-1', 'fallbacks[]': 'gpt-4o-transcribe' },
    ])
      expect(
        errorOf(await send(proxy, formWith(fields as Record<string, string>, file))),
      ).toMatchObject({
        code: 'model_not_allowed',
      });
    expect(mock.requests).toEqual([]);
  });

  it('has to say which, where others may leave it to the provider', async () => {
    const call = { resource: '/v1/moderations', body: '{"input":"Ahoy"}' };
    expect((await proxyAt(mock.origin).call(call)).status).toBe(200);
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toEqual({ input: 'Ahoy' });
    expect(errorOf(await restricted().call(call))).toMatchObject({ code: 'model_not_allowed' });
    expect(mock.requests).toHaveLength(1);
  });
});
