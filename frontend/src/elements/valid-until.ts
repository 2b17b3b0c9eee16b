import { words } from "../lib/words";

const LOOK_MS = 5_000;

/**
 * Around what holds until a moment: when that has come it says so instead, though nobody can be reached. Without
 * JavaScript the page says in words until when it holds.
 *
 * @example
 * <valid-until at="2026-11-20T18:00:00+00:00" data-text-over="This message is no longer valid.">…</valid-until>
 */
export class ValidUntil extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#timer = window.setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  disconnectedCallback(): void {
    window.clearInterval(this.#timer);
  }

  #look(): void {
    if (!(Date.parse(this.getAttribute("at") ?? "") <= Date.now())) return;
    window.clearInterval(this.#timer);
    const note = document.createElement("p");
    note.className = "muted";
    note.textContent = words(this, "over");
    this.replaceChildren(note);
  }
}

customElements.define("valid-until", ValidUntil);
