// A policy that masks a word, one that blocks it, and how the endpoints are called.

import { FORM_TYPE, formWith } from '../../../support/multipart.ts';
import { savedVersion } from '../../../support/policies.ts';
import type { Answer, ProxyUnderTest } from '../../../support/proxy.ts';

const rule = (direction: string, decision: string, pattern: object) => ({
  rule_type: 'regex',
  direction,
  decision,
  config: { patterns: [pattern] },
});

export const masking = savedVersion([
  rule('all', 'mask', { pattern: 'treasure', replacement: '[X]' }),
]);
export const blocking = savedVersion([rule('outbound', 'block', { pattern: 'treasure' })]);

export const post = (proxy: ProxyUnderTest, resource: string, body: object): Promise<Answer> =>
  proxy.call({ resource, body: JSON.stringify(body) });

export function transcribe(
  proxy: ProxyUnderTest,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const file = { name: 'file', value: 'sound', filename: 'a.wav', type: 'audio/wav' };
  const body = formWith({ model: 'whisper-1', ...fields }, file).toString('base64');
  const headers = { 'content-type': FORM_TYPE };
  const resource = '/v1/audio/transcriptions';
  return proxy.call({ resource, headers, body, isBase64Encoded: true });
}
