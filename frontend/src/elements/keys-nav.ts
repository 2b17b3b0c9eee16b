import { isOthers, KeyReader } from "../lib/keys";
import { keepPlace, takePlace } from "../lib/place-kept";
import { press } from "../lib/pressing";

/**
 * Walk a list with the keyboard: `j` to the next item, `k` to the one before, `Home` and `End` within the list, and
 * the item's own Enter. Items are whatever `items` selects inside; they must be focusable (links, buttons).
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

  connectedCallback(): void {
    document.addEventListener("keydown", this.#onKey);
    this.addEventListener("submit", this.#onSubmit);
    const kept = takePlace(Date.now());
    const standing = kept.map((id) => document.getElementById(id)).find((each) => each && this.contains(each));
    standing?.querySelector<HTMLElement>(this.getAttribute("items") ?? "a")?.focus();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
    this.removeEventListener("submit", this.#onSubmit);
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
    const here = items.findIndex((each) => each === document.activeElement);
    if (here < 0) return;
    const following = [...items.slice(here), ...items.slice(0, here).reverse()];
    keepPlace(following.map((each) => each.closest("[id]")?.id ?? ""), Date.now());
  };

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(this.getAttribute("items") ?? "a")];
  }

  /** The index that a key leads to, or -1 when the key is none of ours. */
  #indexFor(event: KeyboardEvent, items: readonly HTMLElement[]): number {
    const focused = items.findIndex((each) => each === document.activeElement);
    const current = items.findIndex((each) => each.hasAttribute("aria-current"));
    const here = focused === -1 ? current : focused;
    const isInside = focused !== -1;
    if (event.key === "j") return Math.min(here + 1, items.length - 1);
    if (event.key === "k") return Math.max(here - 1, 0);
    if (event.key === "Home" && isInside) return 0;
    if (event.key === "End" && isInside) return items.length - 1;
    return -1;
  }
}

customElements.define("keys-nav", KeysNav);
