/** The check boxes of a list whose items can be chosen, and where among them somebody is. */

/** Return the boxes that belong to the form of what is done to several. */
export function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][form="bulk"]')];
}

/** Return the box of the item that has the focus. */
export function boxHere(): HTMLInputElement | null {
  return document.activeElement?.closest("li")?.querySelector<HTMLInputElement>('input[form="bulk"]') ?? null;
}

/** Tick or untick boxes, and tell. */
export function tick(every: Iterable<HTMLInputElement>, checked: boolean): void {
  for (const box of every) {
    if (box.checked === checked) continue;
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Return the boxes from one to another, whichever comes first. */
export function between(one: HTMLInputElement, other: HTMLInputElement): HTMLInputElement[] {
  const every = boxes();
  const [from, to] = [every.indexOf(one), every.indexOf(other)].sort((a, b) => a - b);
  return from === undefined || to === undefined || from < 0 ? [] : every.slice(from, to + 1);
}

/**
 * Make sure that something is chosen for a step on several: what was ticked, else the item with the focus.
 *
 * The open incident is not chosen by being in focus: its own page has the same steps.
 */
export function chooseHere(): boolean {
  if (boxes().some((box) => box.checked)) return true;
  const here = boxHere();
  if (!here || document.activeElement?.hasAttribute("aria-current")) return false;
  tick([here], true);
  return true;
}
