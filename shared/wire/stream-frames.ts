// What stands in the frames of a stream: its end, a frame that was left open, the chunk that tells usage.
import { dataOf, frameOf, splitFrames } from '../http/sse.ts';

export const DONE = '[DONE]';
const DONE_BYTES = Buffer.from(DONE);
const DONE_LINE = /(^|[\r\n])data: ?\[DONE\][ \t]*[\r\n]/;
export const DONE_FRAME = frameOf(DONE);

/** True when a block of whole frames has the frame that ends a chat stream, and not just its words. */
export const hasDone = (block: Buffer): boolean =>
  block.includes(DONE_BYTES) && DONE_LINE.test(block.toString('latin1'));

/**
 * What is missing from a frame that the stream's end left open: nothing but line ends when its data is whole,
 * null when it was cut.
 */
export function completionOf(rest: Buffer): string | null {
  if (rest.length === 0) return '';
  const data = dataOf(rest);
  if (data === DONE) return '\n\n';
  if (data === null) return /^(:[^\r\n]*[\r\n]+)+$/.test(rest.toString('latin1')) ? '\n\n' : null;
  try {
    JSON.parse(data);
    return '\n\n';
  } catch {
    return null;
  }
}

const USAGE = Buffer.from('"usage"');

/** Takes the chunk out that has usage and no choices: it was asked for by us, not by the client. */
export function withoutUsageChunk(block: Buffer): Buffer {
  if (!mayHaveUsage(block)) return block;
  const frames = splitFrames(block);
  const shown = frames.filter((frame) => !isUsageChunk(frame));
  return shown.length === frames.length ? block : Buffer.concat(shown);
}

/** Cheap, on bytes: the other chunks say `"usage":null`, and in text the quotes are escaped. */
function mayHaveUsage(block: Buffer): boolean {
  let at = block.indexOf(USAGE);
  while (at >= 0) {
    const value = /^\s*:\s*(.)/.exec(block.toString('latin1', at + USAGE.length, at + 24))?.[1];
    if (value !== 'n') return true;
    at = block.indexOf(USAGE, at + USAGE.length);
  }
  return false;
}

function isUsageChunk(frame: Buffer): boolean {
  if (!mayHaveUsage(frame)) return false;
  try {
    const chunk = JSON.parse(dataOf(frame) ?? '') as { choices?: unknown; usage?: unknown };
    return Array.isArray(chunk.choices) && chunk.choices.length === 0 && isPresent(chunk.usage);
  } catch {
    return false;
  }
}

const isPresent = (value: unknown): boolean => value !== null && value !== undefined;
