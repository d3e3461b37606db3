// Which kept objects an answer tells: they belong to the project whose call made them.
import { isObject } from '../kernel/is-object.ts';
import type { KeptObjects } from '../wire/surface.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 12;
/** Of one answer; above any real one. The others can be used by nobody. */
const MAX_OBJECTS = 200;

/** `answer`: a whole answer, or one event of a stream. `body`: the request. */
export function madeObjects(kept: KeptObjects, body: JsonObject, answer: unknown): string[] {
  if (!isObject(answer)) return [];
  const told = [...kept.namesIn(answer, body), ...namesInside(answer, 0)];
  const names = told.filter((name) => typeof name === 'string' && name !== '');
  return [...new Set(names as string[])].slice(0, MAX_OBJECTS);
}

/** Containers and files, wherever an answer tells them; what a model wrote is only text. */
function namesInside(value: unknown, depth: number): unknown[] {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'container_id' || name === 'file_id') return [member];
    if (name === 'arguments' || name === 'input') return [];
    const own = name === 'container' && isObject(member) ? [member['id']] : [];
    return [...own, ...namesInside(member, depth + 1)];
  });
}
