// The audio of the demo provider: a tone for every word, and a text that says how much it was given to hear.
import { countTokens, wordsOf } from './prompt.ts';
import { type Body, json, openaiError, type Reply } from './reply.ts';

const SAMPLES_PER_SECOND = 8_000;
const SAMPLES_PER_WORD = 800;
const WAV_HEADER_BYTES = 44;

export function createSpeech(body: Body): Reply {
  const { input } = body;
  if (typeof input !== 'string' || input === '')
    return openaiError(400, "'input' is missing.", null, 'input');
  const words = wordsOf(input);
  const pieces = [wavHeader(words.length * SAMPLES_PER_WORD), ...words.map((_, at) => tone(at))];
  if (body['stream_format'] !== 'sse') return { kind: 'bytes', type: 'audio/wav', pieces };
  const usage = {
    input_tokens: countTokens(input),
    output_tokens: words.length,
    total_tokens: countTokens(input) + words.length,
  };
  const event = (data: { type: string }) => ({ event: data.type, data });
  return {
    kind: 'events',
    done: false,
    events: [
      ...pieces.map((bytes) =>
        event({ type: 'speech.audio.delta', ...{ audio: bytes.toString('base64') } }),
      ),
      event({ type: 'speech.audio.done', ...{ usage } }),
    ],
  };
}

/** 8-bit mono PCM. Source: the RIFF WAVE format. */
function wavHeader(samples: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(samples + WAV_HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples, 40);
  return header;
}

/** Each word a little higher than the one before. */
function tone(word: number): Buffer {
  const hertz = 220 + (word % 12) * 20;
  const step = (2 * Math.PI * hertz) / SAMPLES_PER_SECOND;
  return Buffer.from(
    Uint8Array.from(
      { length: SAMPLES_PER_WORD },
      (_, at) => 128 + Math.round(60 * Math.sin(at * step)),
    ),
  );
}

/** `heard`: bytes of the recording; null: there was none. */
export function transcribe(body: Body, heard: number | null): Reply {
  if (heard === null) return openaiError(400, "'file' is missing.", null, 'file');
  const text = `The demo provider cannot hear. It was given ${heard} bytes of sound.`;
  const seconds = Math.ceil(heard / SAMPLES_PER_SECOND);
  if (body['stream'] === 'true') {
    const output = countTokens(text);
    const usage = { type: 'tokens', input_tokens: seconds, output_tokens: output };
    const total = { ...usage, total_tokens: seconds + output };
    const event = (data: { type: string; [name: string]: unknown }) => ({ event: data.type, data });
    return {
      kind: 'events',
      done: false,
      events: [
        ...wordsOf(text).map((delta) => event({ type: 'transcript.text.delta', delta })),
        event({ type: 'transcript.text.done', text, usage: total }),
      ],
    };
  }
  const usage = { type: 'duration', seconds };
  switch (body['response_format']) {
    case 'text':
      return plain(`${text}\n`);
    case 'srt':
      return plain(`1\n00:00:00,000 --> 00:00:01,000\n${text}\n`);
    case 'vtt':
      return plain(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${text}\n`);
    case 'verbose_json': {
      const segments = [
        { id: 0, seek: 0, start: 0, end: seconds, text, tokens: [], temperature: 0 },
      ];
      const words = wordsOf(text).map((word, at) => ({
        word: word.trim(),
        start: at,
        end: at + 1,
      }));
      return json({
        task: 'transcribe',
        language: 'english',
        duration: seconds,
        text,
        segments,
        words,
        usage,
      });
    }
    default:
      return json({ text, usage });
  }
}

const plain = (text: string): Reply => ({
  kind: 'bytes',
  type: 'text/plain; charset=utf-8',
  pieces: [Buffer.from(text)],
});
