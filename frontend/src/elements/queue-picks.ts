import { isOthers } from "../lib/keys";
import { between, boxes, boxHere, tick } from "../lib/picks";
import { words } from "../lib/words";

/**
 * What is done to chosen items: says how many are chosen, and chooses by key. `x` chooses the item with the focus, or
 * not any more; `Shift`+`x` from the last choice to there, or all on the page where nothing was chosen; the button
 * with `data-pick="all"` all on the page, or none. Boxes are those whose `form` is `bulk`; without JavaScript they are
 * ticked by hand.
 *
 * @example
 * <queue-picks data-text-chosen="Chosen: {count}"><form id="bulk"><p role="status" hidden></p>
 *   <button type="button" class="needs-script" data-pick="all">All</button></form></queue-picks>
 */
export class QueuePicks extends HTMLElement {
  #last: HTMLInputElement | null = null;

  connectedCallback(): void {
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("change", this.#count);
    document.addEventListener("live-region:updated", this.#count);
    this.addEventListener("click", this.#onClick);
    this.#count();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("change", this.#count);
    document.removeEventListener("live-region:updated", this.#count);
    this.removeEventListener("click", this.#onClick);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if ((event.key !== "x" && event.key !== "X") || isOthers(event)) return;
    event.preventDefault();
    const here = boxHere();
    if (event.key === "X" && this.#last?.isConnected && here) tick(between(this.#last, here), true);
    else if (event.key === "X") this.#all();
    else if (here) tick([here], !here.checked);
    if (here) this.#last = here;
  };

  readonly #onClick = (event: Event): void => {
    if (event.target instanceof Element && event.target.closest('[data-pick="all"]')) this.#all();
  };

  readonly #all = (): void => {
    const every = boxes();
    tick(every, !every.every((box) => box.checked));
  };

  readonly #count = (): void => {
    const note = this.querySelector<HTMLElement>("[role=status]");
    if (!note) return;
    const chosen = boxes().filter((box) => box.checked).length;
    note.hidden = chosen === 0;
    note.textContent = words(this, "chosen", { count: String(chosen) });
    if (chosen === 0) this.#last = null;
  };
}

customElements.define("queue-picks", QueuePicks);
