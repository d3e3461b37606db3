// Where a text of the Responses API belongs, from the members of its event.

import type { JsonObject } from '../../../kernel/json-object.ts';
import type { ChannelPlace } from '../answer-book.ts';
import { OUTPUT_TEXT, type ResponseText } from './response-events.ts';

/** The members of an event that say where it belongs. */
export type Spot = Readonly<JsonObject>;

const INDEXES = ['content_index', 'summary_index', 'command_index'] as const;

/** Snapshots list items by their index, so that goes first. */
export const itemKey = ({ output_index: index, item_id: id }: Spot): string =>
  String(index ?? id ?? '');

export const partKey = (spot: Spot): string =>
  `${itemKey(spot)}/${INDEXES.map((name) => spot[name] ?? '').join('.')}`;

export function textPlace(spot: Spot, { event, kind }: ResponseText): ChannelPlace {
  const place: JsonObject = {};
  for (const name of ['item_id', 'output_index', ...INDEXES])
    if (spot[name] !== undefined) place[name] = spot[name];
  const render = (delta: string): JsonObject => ({
    type: `${event}.delta`,
    ...place,
    delta,
    ...(event === OUTPUT_TEXT.event ? { logprobs: [] } : {}),
  });
  return { key: `${partKey(spot)}/${event}`, kind, render };
}
