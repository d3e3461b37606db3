// The surfaces by name. Routes, checks, relay, rules and documents are built from them.
import { chat } from './chat.ts';
import { countTokens } from './count-tokens.ts';
import { embeddings } from './embeddings.ts';
import { messages } from './messages.ts';
import { responses } from './responses.ts';
import type { Surface } from './surface.ts';

export const surfaces = {
  chat,
  responses,
  embeddings,
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
