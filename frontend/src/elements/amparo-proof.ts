import { solve } from "../lib/proof";
import { words } from "../lib/words";

const FIELD = "proof";

/**
 * Solves the page's proof of work in the background and puts it into the form's hidden field `proof`. Whoever presses
 * Send before it is ready sees that it is being made, and the form is then sent by itself. Where no proof can be made
 * the form goes without: the server then asks to wait.
 *
 * `data-sends-itself`: Send was pressed before, on the page before this one.
 *
 * @example
 * <form><amparo-proof data-challenge='{"parameters": {}}' data-text-working="One moment"></amparo-proof></form>
 */
export class AmparoProof extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #waiting: HTMLElement | null | undefined;
  #isDone = false;
  #note: HTMLElement | undefined;
  readonly #stop = new AbortController();

  connectedCallback(): void {
    this.#form = this.closest("form");
    if (!this.#form || this.#note) return;
    this.#note = document.createElement("p");
    this.#note.className = "hint";
    this.#note.setAttribute("role", "status");
    this.append(this.#note);
    this.#form.addEventListener("submit", this.#onSubmit, { signal: this.#stop.signal });
    if (this.hasAttribute("data-sends-itself")) this.#wait(this.#form.querySelector<HTMLElement>('[name="go"][value="send"]'));
    void this.#work();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  async #work(): Promise<void> {
    try {
      this.#fill(await solve(this.dataset["challenge"] ?? "", this.#stop.signal));
    } catch {
      // Nothing is lost: the server says what to do instead.
      if (this.hasAttribute("data-sends-itself")) this.#waiting = undefined;
    }
    this.#isDone = true;
    this.#note?.replaceChildren();
    if (this.#waiting !== undefined && this.isConnected) this.#form?.requestSubmit(this.#waiting);
  }

  #fill(proof: string): void {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = FIELD;
    field.value = proof;
    this.append(field);
  }

  #wait(button: HTMLElement | null): void {
    this.#waiting = button;
    if (this.#note) this.#note.textContent = words(this, "working");
  }

  /** Only sending waits for the proof; going back or changing the language does not, nor does a phone without a line. */
  readonly #onSubmit = (event: SubmitEvent): void => {
    const button = event.submitter as HTMLButtonElement | null;
    if (this.#isDone || event.defaultPrevented || button?.value !== "send" || !navigator.onLine) return;
    event.preventDefault();
    this.#wait(button);
  };
}

customElements.define("amparo-proof", AmparoProof);
