// OpenAI's images: made from a prompt, made from others, varied.
import { typedStream } from './stream-forms.ts';
import type { Surface } from './surface.ts';

const common = {
  dialect: 'openai',
  // Which model is the provider's choice changes with time and with the other fields.
  mayOmitModel: true,
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  kept: null,
} as const;

const PICTURES = ['image', 'mask'] as const;

export const imageGeneration = {
  ...common,
  operation: 'createImage',
  path: '/v1/images/generations',
  summary: 'OpenAI images from a prompt, buffered or streamed',
  providerPath: { openai: '/images/generations', anthropic: null },
  request: { kind: 'json' },
  conversation: { field: 'prompt', isRequired: true, holds: 'text', hasTurns: false },
  stream: typedStream,
} as const satisfies Surface;

export const imageEdit = {
  ...common,
  operation: 'createImageEdit',
  path: '/v1/images/edits',
  summary: 'OpenAI images from images and a prompt, buffered or streamed',
  providerPath: { openai: '/images/edits', anthropic: null },
  request: { kind: 'json-or-form', files: PICTURES },
  conversation: { field: 'prompt', isRequired: true, holds: 'text', hasTurns: false },
  stream: typedStream,
} as const satisfies Surface;

export const imageVariation = {
  ...common,
  operation: 'createImageVariation',
  path: '/v1/images/variations',
  summary: 'OpenAI variations of an image',
  providerPath: { openai: '/images/variations', anthropic: null },
  request: { kind: 'form', files: PICTURES },
  conversation: { field: 'prompt', isRequired: false, holds: 'text', hasTurns: false },
  stream: null,
} as const satisfies Surface;
