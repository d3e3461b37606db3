// Transcripts under rules, in each of their forms.
import { describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { savedVersion } from '../../../support/policies.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, raw, sse } from '../../../support/provider-scripts.ts';
import { errorOf } from '../../../support/proxy.ts';
import { usageProxyAt } from '../../../support/usage-proxy.ts';
import { frame } from '../../../support/well-behaved-media.ts';
import { blocking, masking, post, transcribe } from './scene.ts';

const mock = await mockForFile();

const masked = () => policyProxyAt(mock.origin, [masking]);

describe('transcripts', () => {
  it('are masked: the whole, its segments, and words that only together are what a rule means', async () => {
    const twoWords = savedVersion([
      {
        rule_type: 'regex',
        direction: 'outbound',
        decision: 'mask',
        config: { patterns: [{ pattern: 'buried treasure', replacement: '[X]' }] },
      },
    ]);
    const words = ['the', 'buried', 'treasure'].map((word, start) => ({
      word,
      start,
      end: start + 1,
    }));
    const segments = [{ id: 0, start: 0, end: 3, text: 'the buried treasure', tokens: [1, 2] }];
    const told = { text: 'the buried treasure', segments, words, language: 'english', duration: 3 };
    mock.queue.push(json(200, told));
    const answer = await transcribe(policyProxyAt(mock.origin, [twoWords]));
    expect(JSON.parse(answer.text)).toEqual({
      text: 'the [X]',
      segments: [{ id: 0, start: 0, end: 3, text: 'the [X]' }],
      language: 'english',
      duration: 3,
    });
    mock.queue.push(json(200, { text: 'fine', words: [{ word: 'fine', start: 0, end: 1 }] }));
    const fine = await transcribe(policyProxyAt(mock.origin, [twoWords]));
    expect(JSON.parse(fine.text).words).toHaveLength(1);
  });

  it.each([
    'text/plain; charset=utf-8',
    'text/vtt',
    'application/x-subrip',
  ])('as %s pass, masked where a rule says so', async (type) => {
    mock.queue.push(raw(200, { 'content-type': type }, '1\n00:00 --> 00:01\na treasure\n'));
    const answer = await transcribe(masked(), { response_format: 'srt' });
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      type,
      '1\n00:00 --> 00:01\na [X]\n',
    ]);
  });

  it('that a rule blocks are an error', async () => {
    mock.queue.push(raw(200, { 'content-type': 'text/plain' }, 'a treasure'));
    const answer = await transcribe(policyProxyAt(mock.origin, [blocking]));
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'response_blocked']);
  });

  it('stream, however a word is cut', async () => {
    for (let cut = 0; cut <= 'treasure'.length; cut++) {
      const delta = (text: string) =>
        frame({ type: 'transcript.text.delta', delta: text }, 'transcript.text.delta');
      const done = frame(
        { type: 'transcript.text.done', text: 'a treasure' },
        'transcript.text.done',
      );
      mock.queue.push(
        sse([delta(`a ${'treasure'.slice(0, cut)}`), delta('treasure'.slice(cut)), done]),
      );
      const answer = await transcribe(masked(), { stream: 'true' });
      const deltas = [...answer.text.matchAll(/"delta":"([^"]*)"/g)]
        .map(([, text]) => text)
        .join('');
      expect([deltas, answer.text]).toEqual(['a [X]', expect.stringContaining('"text":"a [X]"')]);
    }
  });

  it('of another endpoint are no text: only these may be', async () => {
    mock.queue.push(raw(200, { 'content-type': 'text/vtt' }, 'WEBVTT'));
    const answer = await post(usageProxyAt(mock.origin), '/v1/moderations', { input: 'Ahoy' });
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'upstream_error']);
  });
});
