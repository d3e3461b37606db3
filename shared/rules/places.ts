// Spans in the order of their places.

type Place = { readonly start: number; readonly end: number };

export const byPlace = (a: Place, b: Place): number => a.start - b.start || a.end - b.end;

/** The list itself when it is in order already, as it mostly is. */
export function inOrderOfPlace<T extends Place>(places: readonly T[]): readonly T[] {
  for (let i = 1; i < places.length; i++)
    if (byPlace(places[i - 1] as T, places[i] as T) > 0) return places.toSorted(byPlace);
  return places;
}
