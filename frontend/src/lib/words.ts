/** Sentences come from the page, in its language: from the element's data attributes, else from the body's. */

/** Return the sentence `data-text-<name>`, with `{slots}` filled; empty where the page gave none. */
export function words(element: HTMLElement, name: string, slots: Readonly<Record<string, string>> = {}): string {
  const attribute = `data-text-${name}`;
  const text = element.getAttribute(attribute) ?? element.ownerDocument.body.getAttribute(attribute) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole);
}
