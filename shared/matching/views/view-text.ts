// A piece of text as the scanners see it: the characters as written, or a normalised view with offsets to them.

export type ViewText = {
  readonly text: string;
  /** Offset in the channel's text of unit 0 of `text`; used when there are no offset lists. */
  readonly base: number;
  /** Unit of `text` → where the original character that it came from starts and ends; null: as written. */
  readonly starts: Int32Array | null;
  readonly ends: Int32Array | null;
};

export const startOf = (view: ViewText, unit: number): number =>
  view.starts === null ? view.base + unit : (view.starts[unit] as number);

export const endOf = (view: ViewText, unit: number): number =>
  view.ends === null ? view.base + unit + 1 : (view.ends[unit] as number);

/** The first unit from `from` on that ends later than `offset`, or `to`. */
export function unitEndingAfter(view: ViewText, from: number, to: number, offset: number): number {
  if (view.ends === null) return Math.min(to, Math.max(from, offset - view.base));
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((view.ends[middle] as number) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

export const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
export const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
