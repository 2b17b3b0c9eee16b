/**
 * A link that leaves at once: it empties the page, clears what the page kept for this tab, and puts another page in its
 * place in the history. Escape three times within a second and a half does the same; once alone does nothing of ours.
 * Without JavaScript it is the link.
 *
 * @example
 * <quick-exit><a href="https://www.weather.gov/" rel="noreferrer">Leave this page</a></quick-exit>
 */
export class QuickExit extends HTMLElement {
  static readonly TIMES = 3;
  static readonly WITHIN_MS = 1500;
  #pressed: number[] = [];

  connectedCallback(): void {
    this.addEventListener("click", this.#onClick);
    document.addEventListener("keydown", this.#onKey, { capture: true });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#onKey, { capture: true });
  }

  readonly #onClick = (event: Event): void => {
    event.preventDefault();
    this.#leave();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.repeat) return;
    this.#pressed = [...this.#pressed, event.timeStamp].filter((at) => event.timeStamp - at <= QuickExit.WITHIN_MS);
    if (this.#pressed.length >= QuickExit.TIMES) this.#leave();
  };

  #leave(): void {
    const address = this.querySelector("a")?.href;
    if (!address) return;
    document.title = "\u200b";
    document.documentElement.replaceChildren();
    try {
      sessionStorage.clear();
    } catch {
      // Storage that is switched off holds nothing.
    }
    location.replace(address);
  }
}

customElements.define("quick-exit", QuickExit);
