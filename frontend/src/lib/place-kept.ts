/** Where somebody is in a list, kept over the loading of the next page in this tab, and for some seconds only. */

const KEY = "place-in-list";
const LONGEST_MS = 15_000;

/** Keep the ids of an item and of those after it. */
export function keepPlace(ids: readonly string[], now: number): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ids, now }));
}

/** Return the ids that were kept a moment ago, once. */
export function takePlace(now: number): readonly string[] {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (kept === null) return [];
  const { ids, now: then } = JSON.parse(kept) as { ids: string[]; now: number };
  return now - then <= LONGEST_MS ? ids : [];
}
