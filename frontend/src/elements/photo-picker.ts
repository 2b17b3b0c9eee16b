import type { Queue } from "../vault/queue";
import { words } from "../lib/words";

/**
 * Turns a form's file field into sealing on this device: what is chosen never leaves it as it is. The field is
 * emptied at once, so that the form itself carries nothing; the part that seals is loaded when a file is chosen.
 *
 * @example
 * <photo-picker data-recipient="age1…" data-address="/media/" data-remove-address="/media/remove/" data-most="6"
 *   data-photo-mb="25" data-video-mb="200" data-video-minutes="3" data-text-done="Here." …><input type="file" …></photo-picker>
 */
export class PhotoPicker extends HTMLElement {
  #queue: Queue | undefined;
  #list = document.createElement("ul");
  #said = document.createElement("p");

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=file]");
    const form = this.closest("form");
    if (!field || !form || this.contains(this.#list)) return;
    this.#list.className = "photos__list";
    this.#said.className = "hint";
    this.#said.tabIndex = -1;
    this.#said.setAttribute("role", "status");
    this.append(this.#list, this.#said);
    for (const each of this.querySelectorAll<HTMLElement>("[data-with-script]")) each.hidden = false;
    for (const each of this.querySelectorAll<HTMLElement>("[data-without-script]")) each.hidden = true;
    field.addEventListener("change", () => void this.#take(field, form));
    form.addEventListener("submit", (event) => this.#hold(event));
    this.addEventListener("photos:removed", () => {
      this.#said.textContent = words(this, "removed");
      field.focus();
    });
  }

  async #take(field: HTMLInputElement, form: HTMLFormElement): Promise<void> {
    const files = [...(field.files ?? [])];
    field.value = "";
    this.#said.textContent = "";
    try {
      const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
      const { Queue } = await import("../vault/queue");
      this.#queue ??= new Queue(this, this.#list, token);
    } catch {
      this.#said.textContent = words(this, "failed");
      return;
    }
    for (const file of files) this.#queue.add(file);
  }

  /** Hold the form back while a file is on its way: it would arrive without it. */
  #hold(event: SubmitEvent): void {
    if (!this.#queue?.isBusy) return;
    event.preventDefault();
    this.#said.textContent = words(this, "wait");
    this.#said.focus();
  }
}

customElements.define("photo-picker", PhotoPicker);
