// OpenAI's audio: speech from text, text from speech.
import { typedStream } from './stream-forms.ts';
import type { Surface } from './surface.ts';

export const speech = {
  operation: 'createSpeech',
  path: '/v1/audio/speech',
  summary: 'OpenAI speech from text, streamed as it comes',
  dialect: 'openai',
  providerPath: { openai: '/audio/speech', anthropic: null },
  request: { kind: 'json' },
  conversation: { field: 'input', isRequired: true, holds: 'text', hasTurns: false },
  mayOmitModel: false,
  stream: typedStream,
  // What is said was under rules on its way out.
  answersWithText: false,
  otherAnswers: 'sound',
  isCounted: true,
  kept: null,
} as const satisfies Surface;

const listening = {
  dialect: 'openai',
  request: { kind: 'form', files: ['file'] },
  conversation: { field: 'prompt', isRequired: false, holds: 'text', hasTurns: false },
  mayOmitModel: false,
  answersWithText: true,
  otherAnswers: 'text',
  isCounted: true,
  kept: null,
} as const;

export const transcription = {
  ...listening,
  operation: 'createTranscription',
  path: '/v1/audio/transcriptions',
  summary: 'OpenAI text of a recording, buffered or streamed',
  providerPath: { openai: '/audio/transcriptions', anthropic: null },
  stream: typedStream,
} as const satisfies Surface;

export const translation = {
  ...listening,
  operation: 'createTranslation',
  path: '/v1/audio/translations',
  summary: 'OpenAI English text of a recording',
  providerPath: { openai: '/audio/translations', anthropic: null },
  stream: null,
} as const satisfies Surface;
