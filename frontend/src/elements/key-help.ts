/**
 * A button and the key `?` that open a dialog inside, which says what the keys do; Escape or `?` closes it.
 * The dialog is the browser's own: it keeps the focus inside and gives it back. Without JavaScript there are no keys, and
 * neither button (`.needs-script`) nor dialog appear.
 *
 * @example
 * <key-help><button type="button" class="needs-script">Keys</button><dialog>…<form method="dialog"><button>Close</button></form></dialog></key-help>
 */
export class KeyHelp extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.#onKey);
    this.addEventListener("click", this.#onClick);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey);
    this.removeEventListener("click", this.#onClick);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    event.preventDefault();
    this.#toggle();
  };

  readonly #onClick = (event: Event): void => {
    if (event.target instanceof Element && event.target.closest("button")?.parentElement === this) this.#toggle();
  };

  readonly #toggle = (): void => {
    const dialog = this.querySelector("dialog");
    if (!dialog) return;
    if (dialog.open) dialog.close();
    else dialog.showModal();
  };
}

customElements.define("key-help", KeyHelp);
