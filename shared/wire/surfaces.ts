// The surfaces by name. Routes, checks, relay, rules and documents are built from them.
import { speech, transcription, translation } from './audio.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { countTokens } from './count-tokens.ts';
import { embeddings } from './embeddings.ts';
import { imageEdit, imageGeneration, imageVariation } from './images.ts';
import { messages } from './messages.ts';
import { moderations } from './moderations.ts';
import { compaction, inputTokens, responses } from './responses.ts';
import type { Surface } from './surface.ts';

export const surfaces = {
  chat,
  responses,
  compaction,
  inputTokens,
  completions,
  embeddings,
  moderations,
  imageGeneration,
  imageEdit,
  imageVariation,
  speech,
  transcription,
  translation,
  messages,
  countTokens,
} as const satisfies Readonly<Record<string, Surface>>;

export type SurfaceName = keyof typeof surfaces;

/** Those that stream. */
export type StreamingName = {
  [Name in SurfaceName]: (typeof surfaces)[Name]['stream'] extends null ? never : Name;
}[SurfaceName];

export const streams = (name: SurfaceName): name is StreamingName => surfaces[name].stream !== null;

/** As the type says that all of them are. */
export const surfaceNamed = (name: SurfaceName): Surface => surfaces[name];
