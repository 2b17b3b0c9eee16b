/** The address of a live fragment, and its cursor: what has been seen. */

/** Return the address with `after` set to the newest cursor seen, or as the page gave it. */
export function addressAfter(source: string, cursor: string | null, page: string): string {
  const address = new URL(source, page);
  if (cursor !== null) address.searchParams.set("after", cursor);
  return address.href;
}

/** Return the cursor that a fragment's first element carries, or null. */
export function cursorOf(fragment: DocumentFragment): string | null {
  return fragment.firstElementChild?.getAttribute("data-cursor") ?? null;
}
