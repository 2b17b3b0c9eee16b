const TYPING = "input, textarea, select, [contenteditable], .maplibregl-canvas";

/**
 * Walk a list with the keyboard: `j` to the next item, `k` to the one before, `Home` and `End` within the list, and
 * the item's own Enter; `?` opens and closes the details inside that explain the keys. Items are whatever `items` selects inside; they must be focusable (links, buttons).
 * Single keys are left alone while somebody types or holds Ctrl, Alt or Meta.
 *
 * @fires keys-nav:moved (bubbles; detail: {item}) after an item took the focus
 * @example
 * <keys-nav items=".queue__item"><ul class="queue"><li><a class="queue__item" href="…">…</a></li></ul></keys-nav>
 */
export class KeysNav extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (event.key === "?") return this.#explain(event);
    const items = [...this.querySelectorAll<HTMLElement>(this.getAttribute("items") ?? "a")];
    const wanted = items[this.#indexFor(event, items)];
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new CustomEvent("keys-nav:moved", { bubbles: true, detail: { item: wanted } }));
  };

  #explain(event: KeyboardEvent): void {
    const help = this.querySelector("details");
    if (!help) return;
    event.preventDefault();
    help.open = !help.open;
    if (help.open) help.querySelector("summary")?.focus();
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
