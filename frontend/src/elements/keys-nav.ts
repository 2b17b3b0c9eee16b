import { isOthers, KeyReader } from "../lib/keys";
import { keepPlace, takePlace } from "../lib/place-kept";
import { press } from "../lib/pressing";

/**
 * Walk a list with the keyboard: `j` to the next item, `k` to the one before, `Home` and `End` within the list, and
 * the item's own Enter. Items are whatever `items` selects inside; they must be focusable (links, buttons). Whoever is
 * elsewhere in an item's row (at its check box) is at the item; where a row is gone, keys go on from where it was.
 * Every other key presses what carries it in `data-key` anywhere on the page: one letter, or two in a row (`g t`).
 * Keys are left alone while somebody types, in an open dialog, or with Ctrl, Alt or Meta. Where a form of the list is
 * sent, the focus is back at the same place of the next page.
 *
 * @fires keys-nav:moved (bubbles; detail: {item}) after an item took the focus
 * @example
 * <keys-nav items=".queue__item"><ul class="queue"><li id="q-1"><a class="queue__item" href="…">…</a></li></ul></keys-nav>
 */
export class KeysNav extends HTMLElement {
  readonly #reader = new KeyReader(new Set(["g"]));
  /** The ids of the rows around the last one that had the focus, the nearest first. */
  #around: Record<string, readonly string[]> = {};

  connectedCallback(): void {
    document.addEventListener("keydown", this.#onKey);
    this.addEventListener("submit", this.#onSubmit);
    this.addEventListener("focusin", this.#onFocus);
    const kept = takePlace(Date.now());
    const standing = kept.map((id) => document.getElementById(id)).find((each) => each && this.contains(each));
    standing?.querySelector<HTMLElement>(this.getAttribute("items") ?? "a")?.focus();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
    this.removeEventListener("submit", this.#onSubmit);
    this.removeEventListener("focusin", this.#onFocus);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (isOthers(event)) return;
    const items = this.#items();
    const wanted = this.#reader.isWaiting(event.timeStamp) ? undefined : items[this.#indexFor(event, items)];
    if (!wanted) {
      if (press(this.#reader.read(event.key, event.timeStamp))) event.preventDefault();
      return;
    }
    event.preventDefault();
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new CustomEvent("keys-nav:moved", { bubbles: true, detail: { item: wanted } }));
  };

  readonly #onSubmit = (): void => {
    const items = this.#items();
    const here = indexHere(items);
    if (here < 0) return;
    keepPlace(idsOf([...items.slice(here), ...items.slice(0, here).reverse()]), Date.now());
  };

  readonly #onFocus = (): void => {
    const items = this.#items();
    const here = indexHere(items);
    if (here < 0) return;
    this.#around = { j: idsOf(items.slice(here + 1)), k: idsOf(items.slice(0, here).reverse()) };
  };

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(this.getAttribute("items") ?? "a")];
  }

  /** The index that a key leads to, or -1 when the key is none of ours. */
  #indexFor(event: KeyboardEvent, items: readonly HTMLElement[]): number {
    const focused = indexHere(items);
    if (event.key === "Home") return Math.min(focused, 0);
    if (event.key === "End") return focused === -1 ? -1 : items.length - 1;
    if (event.key !== "j" && event.key !== "k") return -1;
    const beside = focused === -1 ? this.#standing(event.key, items) : -1;
    if (beside !== -1) return beside;
    const here = focused === -1 ? items.findIndex((each) => each.hasAttribute("aria-current")) : focused;
    return event.key === "j" ? Math.min(here + 1, items.length - 1) : Math.max(here - 1, 0);
  }

  /** The index of the first item that still stands after, or before, the last one that had the focus; else -1. */
  #standing(key: string, items: readonly HTMLElement[]): number {
    const ids = idsOf(items);
    return ids.indexOf(this.#around[key]?.find((id) => ids.includes(id)) ?? "none");
  }
}

function rowOf(item: HTMLElement): Element {
  return item.closest("li") ?? item;
}

/** The index of the item whose row has the focus, or -1. */
function indexHere(items: readonly HTMLElement[]): number {
  return items.findIndex((each) => rowOf(each).contains(document.activeElement));
}

function idsOf(items: readonly HTMLElement[]): string[] {
  return items.map((each) => rowOf(each).id);
}

customElements.define("keys-nav", KeysNav);
